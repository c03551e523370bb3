package org.ixpqos.cli;

/**
 * Text as it may stand in a log: input from others (a name in an upload, a certificate, a response)
 * can neither begin a line, nor control a terminal, nor change the reading direction, nor fill the
 * disk.
 */
final class LogText {
  /** Characters of a message; what is longer is cut. */
  static final int LONGEST = 4_000;

  /** Lines of a stack trace. */
  static final int MAX_LINES = 400;

  private LogText() {}

  /** The text on one line. */
  static String line(String text) {
    if (text == null) {
      return "null";
    }
    int length = Math.min(text.length(), LONGEST);
    StringBuilder plain = new StringBuilder(length + 16);
    for (int i = 0; i < length; ) {
      int point = text.codePointAt(i);
      append(plain, point);
      i += Character.charCount(point);
    }
    if (length < text.length()) {
      plain.append("… (").append(text.length()).append(" characters)");
    }
    return plain.toString();
  }

  private static void append(StringBuilder plain, int point) {
    switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          plain.append(point == '\t' ? " " : point == '\n' ? "\\n" : escaped(point));
      default -> plain.appendCodePoint(point);
    }
  }

  private static String escaped(int point) {
    String hex = Integer.toHexString(point);
    return "\\u" + "0".repeat(Math.max(0, 4 - hex.length())) + hex;
  }

  /**
   * A stack trace: its lines are indented but for the first, so that no text of an exception's
   * message looks like a log line.
   */
  static String trace(String text) {
    StringBuilder plain = new StringBuilder(text.length() + 64);
    int lines = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (lines++ == MAX_LINES) {
        plain.append("\t…\n");
        break;
      }
      boolean indented = line.startsWith("\t");
      String body = line(indented ? line.substring(1) : line);
      boolean heads = lines == 1 || body.startsWith("Caused by: ");
      plain.append(heads ? "" : "\t").append(body).append('\n');
    }
    return plain.toString();
  }
}
