package org.ixpqos.service.delivery;

import java.time.Duration;
import org.ixpqos.service.delivery.DeliveryListener.Trouble;

/** Reports each trouble once, and its end once. Owned by the machine's thread. */
final class TroubleWatch {
  private final DeliveryListener listener;
  private final int quietFailures;
  private final boolean reportsReasons;
  private int failures;
  private long sinceNanos;
  private Trouble reported;

  TroubleWatch(DeliveryListener listener, int quietFailures, boolean reportsReasons) {
    this.listener = listener;
    this.quietFailures = quietFailures;
    this.reportsReasons = reportsReasons;
  }

  void failed(Trouble trouble, long nanoTime) {
    count(nanoTime);
    boolean first = reported == null;
    if (first ? trouble.held() || failures > quietFailures : isOther(trouble)) {
      reported = trouble;
      listener.troubled(trouble, first);
    }
  }

  private boolean isOther(Trouble trouble) {
    return reported.held() != trouble.held()
        || (reportsReasons && !reported.reason().equals(trouble.reason()));
  }

  /** A fault of this program's own, which its listener has logged. */
  void fault(Trouble trouble, long nanoTime) {
    count(nanoTime);
    reported = trouble;
  }

  private void count(long nanoTime) {
    if (failures == 0) {
      sinceNanos = nanoTime;
    }
    failures++;
  }

  void succeeded(long nanoTime) {
    if (reported != null) {
      listener.recovered(Duration.ofNanos(nanoTime - sinceNanos));
    }
    reported = null;
    failures = 0;
  }

  /** Failures since something was taken. */
  int failures() {
    return failures;
  }
}
