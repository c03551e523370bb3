package org.ixpqos.collector.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.ixpqos.collector.http.Answer;
import org.ixpqos.wire.config.ConfigObject;
import org.ixpqos.wire.config.Problem;
import org.ixpqos.wire.config.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that users edit and probes fetch, handed out byte for byte. It is looked at whenever it is
 * asked for; an edit with errors is logged, and the last good one goes on being handed out.
 *
 * @param <T> what it holds
 */
public final class PublishedFile<T> {
  private static final Logger log = LoggerFactory.getLogger(PublishedFile.class);

  private final Path file;
  private final Function<ConfigObject, T> reader;

  // Guarded by this.
  private Optional<String> seen = Optional.empty();
  private T good;
  private Answer answer;

  /** A file whose reader notes what is wrong with it. */
  public PublishedFile(Path file, Function<ConfigObject, T> reader) {
    this.file = file;
    this.reader = reader;
  }

  /** What the last good file holds; as an empty one when there was none. */
  public synchronized T value() {
    look();
    return good != null
        ? good
        : reader.apply(ConfigObject.parse("{}", file.toString(), new Problems()));
  }

  /** The last good file, or the original's answer when there is none. */
  public synchronized Answer answer(String error) {
    look();
    return answer != null ? answer : Answer.error(404, error);
  }

  private void look() {
    Optional<String> text = read();
    if (text.equals(seen)) {
      return;
    }
    seen = text;
    text.ifPresent(this::take);
  }

  private void take(String text) {
    Problems problems = new Problems();
    T value = reader.apply(ConfigObject.parse(text, file.toString(), problems));
    if (problems.isEmpty()) {
      good = value;
      answer = Answer.json(text).withEtag();
    } else {
      log.error(
          "{} is not handed out{}; correct it, it is read again at once",
          file,
          answer == null ? "" : ", the last good one is");
      for (Problem problem : problems.list()) {
        log.error("{}", problem);
      }
    }
  }

  private Optional<String> read() {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      if (seen.isPresent()) {
        log.error("{} can't be read any more ({}); put it back", file, e.toString());
      }
      return Optional.empty();
    }
  }
}
