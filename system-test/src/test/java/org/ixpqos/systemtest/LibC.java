package org.ixpqos.systemtest;

import jnr.ffi.LibraryLoader;

/**
 * The system calls that {@link NetworkNamespace} and {@link TunDevice} need, at most five arguments
 * each.
 */
@SuppressWarnings("MemberName") // the C library's own names, by which they are looked up
public interface LibC {
  LibC INSTANCE = LibraryLoader.create(LibC.class).load("c");

  int open(String path, int flags);

  int close(int descriptor);

  int setns(int descriptor, int kind);

  int ioctl(int descriptor, long request, long argument);

  long read(int descriptor, long buffer, long length);

  long write(int descriptor, long buffer, long length);

  int poll(long descriptors, long count, int timeoutMillis);
}
