package org.ixpqos.daemon.buffer;

/** What was to be written, as a text for tests of other packages. */
public final class AdditionsText {
  private AdditionsText() {}

  public static String of(Buffer.Additions additions) {
    StringBuilder text = new StringBuilder();
    additions.started.forEach(
        started ->
            text.append("started ")
                .append(started.schedule())
                .append(' ')
                .append(started.rounds())
                .append('\n'));
    additions.finished.forEach(
        finished -> text.append("finished ").append(finished.schedule()).append('\n'));
    additions.entries.forEach(entry -> text.append(entry.json()).append('\n'));
    return text.toString();
  }
}
