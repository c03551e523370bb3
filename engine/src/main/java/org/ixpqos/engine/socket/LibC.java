package org.ixpqos.engine.socket;

import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.IgnoreError;

/**
 * The system calls that the engine makes. None has more than five arguments: jnr-ffi corrupts a
 * sixth integer on x86_64 (its issue 181). Addresses are plain longs, so that a call allocates
 * nothing.
 *
 * <p>Public because jnr-ffi implements it from outside.
 */
@SuppressWarnings("MemberName") // the C library's own names, by which they are looked up
public interface LibC {
  static LibC load() {
    return LibraryLoader.create(LibC.class).load("c");
  }

  int socket(int domain, int type, int protocol);

  int close(int descriptor);

  int setsockopt(int descriptor, int level, int name, long value, int length);

  int getsockopt(int descriptor, int level, int name, long value, long length);

  int sendmmsg(int descriptor, long messages, int count, int flags);

  int recvmmsg(int descriptor, long messages, int count, int flags, long timeout);

  int ppoll(long descriptors, long count, long timeout, long signalMask);

  int eventfd(int initial, int flags);

  long read(int descriptor, long buffer, long length);

  long write(int descriptor, long buffer, long length);

  @IgnoreError
  int clock_gettime(int clock, long timespec);
}
