package org.ixpqos.collector.http;

/** The credentials that a route requires. */
public enum Access {
  /** Nothing. */
  OPEN,
  /** A login, where one is configured: the page, and the reads. */
  READ,
  /** A probe's key. */
  KEY,
  /** A login of an administrator of the configuration. */
  ADMIN
}
