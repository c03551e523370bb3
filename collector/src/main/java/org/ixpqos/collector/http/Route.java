package org.ixpqos.collector.http;

import java.util.Optional;

/**
 * What is answered where.
 *
 * @param method GET or POST; GET answers HEAD too
 * @param path segments; one that is {@code *} stands for any, and the last such is the variable
 * @param access who may call it
 * @param endpoint who answers
 */
public record Route(String method, String path, Access access, Endpoint endpoint) {
  /** For everyone. */
  public static Route getOpen(String path, Endpoint endpoint) {
    return new Route("GET", path, Access.OPEN, endpoint);
  }

  /** For readers: who is logged in, or everyone where no login is configured. */
  public static Route get(String path, Endpoint endpoint) {
    return new Route("GET", path, Access.READ, endpoint);
  }

  public static Route getKeyed(String path, Endpoint endpoint) {
    return new Route("GET", path, Access.KEY, endpoint);
  }

  public static Route postKeyed(String path, Endpoint endpoint) {
    return new Route("POST", path, Access.KEY, endpoint);
  }

  public static Route postByAdmin(String path, Endpoint endpoint) {
    return new Route("POST", path, Access.ADMIN, endpoint);
  }

  /** What stands for {@code *} in a path that fits, or nothing much; empty when it doesn't fit. */
  Optional<String> match(String asked) {
    if (path.indexOf('*') < 0) {
      return path.equals(asked) ? Optional.of("") : Optional.empty();
    }
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
