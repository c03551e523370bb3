package org.ixpqos.service.delivery;

import java.time.Duration;
import org.ixpqos.service.delivery.DeliveryListener.Trouble;

/** Has each trouble told once, and its end once. Owned by the machine's thread. */
final class TroubleWatch {
  private final DeliveryListener listener;
  private final int quietFailures;
  private final boolean tellsReasons;
  private int failures;
  private long sinceNanos;
  private Trouble told;

  TroubleWatch(DeliveryListener listener, int quietFailures, boolean tellsReasons) {
    this.listener = listener;
    this.quietFailures = quietFailures;
    this.tellsReasons = tellsReasons;
  }

  void failed(Trouble trouble, long nanoTime) {
    count(nanoTime);
    boolean first = told == null;
    if (first ? trouble.held() || failures > quietFailures : isOther(trouble)) {
      told = trouble;
      listener.troubled(trouble, first);
    }
  }

  private boolean isOther(Trouble trouble) {
    return told.held() != trouble.held()
        || (tellsReasons && !told.reason().equals(trouble.reason()));
  }

  /** A fault of this program's own, which its listener has told of. */
  void fault(Trouble trouble, long nanoTime) {
    count(nanoTime);
    told = trouble;
  }

  private void count(long nanoTime) {
    if (failures == 0) {
      sinceNanos = nanoTime;
    }
    failures++;
  }

  void succeeded(long nanoTime) {
    if (told != null) {
      listener.recovered(Duration.ofNanos(nanoTime - sinceNanos));
    }
    told = null;
    failures = 0;
  }

  /** Failures since something was taken. */
  int failures() {
    return failures;
  }
}
