package org.ixpqos.bench;

import jnr.ffi.LibraryLoader;

/** What {@link InterfaceTap} needs of the C library. */
public interface LinuxSockets {
  static LinuxSockets load() {
    return LibraryLoader.create(LinuxSockets.class).load("c");
  }

  int socket(int domain, int type, int protocol);

  int setsockopt(int descriptor, int level, int name, byte[] value, int length);

  long recvmsg(int descriptor, long message, int flags);

  int close(int descriptor);
}
