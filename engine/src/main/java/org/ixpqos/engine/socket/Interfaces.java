package org.ixpqos.engine.socket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/**
 * Network interfaces by name and number, as the kernel knows them (if_nametoindex(3)): also those
 * without an address, at the cost of one system call for any number of interfaces, and where
 * /proc/net is hidden from the service. {@code java.net.NetworkInterface} has none of these three
 * properties.
 */
public final class Interfaces {
  /** IFNAMSIZ, with the final NUL. */
  private static final int NAME_BYTES = 16;

  private static final LibC C = LibraryLoader.create(LibC.class).load("c");

  /** The functions of the C library that are called. */
  @SuppressWarnings("MemberName") // the C library's own names, by which they are looked up
  public interface LibC {
    int if_nametoindex(@In byte[] name);

    long if_indextoname(int index, @Out byte[] name);
  }

  private Interfaces() {}

  /** The number of an interface; 0 when there is none of that name now. */
  public static int index(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length >= NAME_BYTES || name.indexOf('\0') >= 0) {
      return 0;
    }
    byte[] ended = Arrays.copyOf(bytes, bytes.length + 1);
    return C.if_nametoindex(ended);
  }

  /** The name of an interface; empty when there is none of that number now. */
  public static String name(int index) {
    byte[] name = new byte[NAME_BYTES];
    if (C.if_indextoname(index, name) == 0) {
      return "";
    }
    int end = 0;
    while (end < NAME_BYTES && name[end] != 0) {
      end++;
    }
    return new String(name, 0, end, StandardCharsets.UTF_8);
  }
}
