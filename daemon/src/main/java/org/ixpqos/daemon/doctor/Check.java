package org.ixpqos.daemon.doctor;

import java.util.List;

/** One check of a condition that makes measurements wrong or the service fail. */
interface Check {
  /** The results, at least one. */
  List<Finding> findings() throws InterruptedException;
}
