package org.ixpqos.daemon.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** What the kernel tells of itself in {@code /proc}, proc(5). A test gives a root of its own. */
record Kernel(Path root) {
  /** A file's text; empty where this kernel has none, or keeps it to itself. */
  Optional<String> text(String path) {
    try {
      return Optional.of(Files.readString(root.resolve(path)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A setting by the name that sysctl(8) calls it, such as {@code net.core.rmem_max}. */
  Optional<String> sysctl(String name) {
    return text("proc/sys/" + name.replace('.', '/'));
  }

  /** The same for one that is a whole number. */
  OptionalLong number(String name) {
    return sysctl(name)
        .filter(text -> text.matches("-?\\d{1,18}"))
        .map(Long::parseLong)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** How a setting is set, now and after the next boot. */
  static String set(String name, Object value) {
    return "echo '"
        + name
        + " = "
        + value
        + "' >>/etc/sysctl.d/90-ixpqos.conf && sysctl -p /etc/sysctl.d/90-ixpqos.conf";
  }
}
