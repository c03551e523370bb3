package org.ixpqos.daemon.doctor;

import java.util.List;
import java.util.function.Supplier;
import org.ixpqos.model.ClockState;

/** Whether NTP or PTP disciplines the clock. */
record ClockSynchronised(Supplier<ClockState> clock) implements Check {
  private static final String NAME = "clock";

  /** Started again, chrony steps a clock that is far off; then it waits for that, 5 min at most. */
  static final String MEND = "apt install chrony; systemctl restart chrony; chronyc waitsync 30";

  @Override
  public List<Finding> findings() {
    ClockState state = clock.get();
    if (state == null) {
      return List.of(Finding.ok(NAME, "the kernel's clock state can't be read here"));
    }
    return List.of(
        state.synchronised()
            ? Finding.ok(NAME, "synchronised, estimated error " + state.errorMicros() + " µs")
            : Finding.warning(
                NAME,
                "not synchronised",
                "rounds get wrong times; round-trip times are right, they need no clock",
                "here, or for a container on its host: " + MEND));
  }
}
