package org.ixpqos.daemon.doctor;

import java.util.List;

/** Looks at one thing that makes measurements wrong or the service fail. */
interface Check {
  /** What was found, one finding at least. */
  List<Finding> findings() throws InterruptedException;
}
