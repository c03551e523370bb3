package org.ixpqos.collector.http;

import java.util.Optional;

/**
 * What is answered where.
 *
 * @param method GET or POST; GET answers HEAD too
 * @param path segments; one of them may be {@code *}, which stands for any
 * @param keyed whether the API key must be sent
 * @param endpoint who answers
 */
public record Route(String method, String path, boolean keyed, Endpoint endpoint) {
  public static Route get(String path, Endpoint endpoint) {
    return new Route("GET", path, false, endpoint);
  }

  public static Route getKeyed(String path, Endpoint endpoint) {
    return new Route("GET", path, true, endpoint);
  }

  public static Route postKeyed(String path, Endpoint endpoint) {
    return new Route("POST", path, true, endpoint);
  }

  /** What stands for {@code *} in a path that fits, or nothing much; empty when it doesn't fit. */
  Optional<String> match(String asked) {
    String[] mine = path.split("/", -1);
    String[] theirs = asked.split("/", -1);
    if (mine.length != theirs.length) {
      return Optional.empty();
    }
    String variable = "";
    for (int i = 0; i < mine.length; i++) {
      if (mine[i].equals("*") && !theirs[i].isEmpty()) {
        variable = theirs[i];
      } else if (!mine[i].equals(theirs[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(variable);
  }

  boolean answers(String asked) {
    return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
  }
}
