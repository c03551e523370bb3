package org.ixpqos.daemon.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** The kernel's files below {@code /proc}, proc(5). A test has its own root directory. */
record Kernel(Path root) {
  private static final int MAX_BYTES = 64 << 10;

  /** A file's text; empty where this kernel does not have the file, or does not let it be read. */
  Optional<String> text(String path) {
    // in one read: a sysctl answers the second with its end, and Java's own reading of a file that
    // reports 0 bytes begins with one byte
    byte[] bytes = new byte[MAX_BYTES];
    try (InputStream in = Files.newInputStream(root.resolve(path))) {
      int length = Math.max(0, in.read(bytes, 0, MAX_BYTES));
      return Optional.of(new String(bytes, 0, length, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A setting by its sysctl(8) name, such as {@code net.core.rmem_max}. */
  Optional<String> sysctl(String name) {
    return text("proc/sys/" + name.replace('.', '/'));
  }

  /** The same for an integer. */
  OptionalLong number(String name) {
    return sysctl(name)
        .filter(text -> text.matches("-?\\d{1,18}"))
        .map(Long::parseLong)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** The commands that change a setting, now and after the next boot. */
  static String set(String name, Object value) {
    return "echo '"
        + name
        + " = "
        + value
        + "' >>/etc/sysctl.d/90-ixpqos.conf && sysctl -p /etc/sysctl.d/90-ixpqos.conf";
  }
}
