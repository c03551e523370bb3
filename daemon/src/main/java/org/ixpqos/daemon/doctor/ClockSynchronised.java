package org.ixpqos.daemon.doctor;

import java.util.List;
import java.util.function.Supplier;
import org.ixpqos.model.ClockState;

/** Whether something keeps the clock right. */
record ClockSynchronised(Supplier<ClockState> clock) implements Check {
  private static final String NAME = "clock";

  @Override
  public List<Finding> findings() {
    ClockState state = clock.get();
    if (state == null) {
      return List.of(Finding.ok(NAME, "the kernel does not let it be asked here"));
    }
    return List.of(
        state.synchronised()
            ? Finding.ok(NAME, "synchronised, estimated error " + state.errorMicros() + " µs")
            : Finding.warning(
                NAME,
                "not synchronised",
                "rounds get wrong times; round-trip times are right, they need no clock",
                "apt install chrony; in a container or a virtual machine: on its host"));
  }
}
