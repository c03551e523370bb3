package org.ixpqos.model.wire;

import java.util.function.Predicate;
import org.ixpqos.model.Names;

/**
 * Which texts a value may be.
 *
 * @param longest characters
 * @param form those that are allowed
 * @param allowed the same in words
 */
record TextForm(int longest, Predicate<String> form, String allowed) {
  private static final int LONGEST = 255;

  /** A probe or a schedule entry. */
  static final TextForm NAME = new TextForm(LONGEST, Names::isName, Names.ALLOWED);

  static final TextForm ADDRESS =
      new TextForm(LONGEST, TextForm::isAddress, "an address or a host name");

  /** Empty in an original client's row. */
  static final TextForm SCHEDULE =
      new TextForm(LONGEST, text -> text.isEmpty() || Names.isName(text), Names.ALLOWED);

  static final TextForm TIMESTAMPS = printing(32);

  /** A text of complete, printing characters. */
  static TextForm printing(int longest) {
    return new TextForm(longest, TextForm::isPrinting, "a text without control characters");
  }

  static TextForm of(Predicate<String> form, String allowed) {
    return new TextForm(LONGEST, form, allowed);
  }

  boolean accepts(String text) {
    return text.length() <= longest && form.test(text);
  }

  /** How a text that is not accepted is named. */
  String found(String text) {
    return text.length() > longest ? text.length() + " characters" : JsonFields.shown(text);
  }

  /** What is allowed in place of a text that is not accepted. */
  String allowedFor(String text) {
    return text.length() > longest ? "at most " + longest : allowed;
  }

  private static boolean isAddress(String text) {
    return !text.isEmpty() && Names.isOf(text, "._:%@-");
  }

  private static boolean isPrinting(String text) {
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      if (one < ' ' || one > '~') {
        return text.codePoints().noneMatch(TextForm::isBreaking);
      }
    }
    return true;
  }

  /**
   * Whether a character controls or reorders the text beside it, or is one half of a surrogate
   * pair.
   */
  private static boolean isBreaking(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE;
  }
}
