package org.ixpqos.collector.http;

import java.util.Optional;

/**
 * A route of the server.
 *
 * @param method GET or POST; GET answers HEAD too
 * @param path segments; one of them may be {@code *}, which stands for any
 * @param access the required credentials
 * @param endpoint answers it
 */
public record Route(String method, String path, Access access, Endpoint endpoint) {
  /** A public route. */
  public static Route getOpen(String path, Endpoint endpoint) {
    return new Route("GET", path, Access.OPEN, endpoint);
  }

  /** A route for readers: logged in, or everyone where no login is configured. */
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

  /**
   * The segment for {@code *} in a path that matches, "" without one; empty when the path does not
   * match.
   */
  Optional<String> match(String requested) {
    if (path.indexOf('*') < 0) {
      return path.equals(requested) ? Optional.of("") : Optional.empty();
    }
    String[] mine = path.split("/", -1);
    String[] theirs = requested.split("/", -1);
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

  boolean answers(String requested) {
    return method.equals(requested) || (method.equals("GET") && requested.equals("HEAD"));
  }
}
