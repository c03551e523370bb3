package org.ixpqos.daemon.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Platform;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import org.ixpqos.model.ClockState;

/** The state of the kernel's clock, by adjtimex(2). Safe for use by any thread. */
public final class KernelClock implements Supplier<ClockState> {
  /** struct timex on 64-bit Linux, and where the two fields stand that are read. */
  private static final int TIMEX_BYTES = 208;

  private static final int ESTIMATED_ERROR = 32;
  private static final int STATUS = 40;
  private static final int STA_UNSYNC = 0x40;
  private static final int TIME_ERROR = 5;

  /** The functions of the C library that are called. */
  public interface LibC {
    int adjtimex(@In @Out ByteBuffer timex);
  }

  private final LibC libc =
      LibraryLoader.create(LibC.class).load(Platform.getNativePlatform().getStandardCLibraryName());

  /** The state now; null where the service's sandbox does not let it be read. */
  @Override
  public ClockState get() {
    ByteBuffer timex = ByteBuffer.allocateDirect(TIMEX_BYTES).order(ByteOrder.nativeOrder());
    int state = libc.adjtimex(timex);
    if (state < 0) {
      return null;
    }
    boolean synchronised = state != TIME_ERROR && (timex.getInt(STATUS) & STA_UNSYNC) == 0;
    return new ClockState(synchronised, timex.getLong(ESTIMATED_ERROR), false);
  }
}
