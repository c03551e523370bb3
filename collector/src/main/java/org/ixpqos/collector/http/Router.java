package org.ixpqos.collector.http;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.ixpqos.wire.UploadTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds who answers a request, checks the key, and answers for what went wrong. */
final class Router extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(Router.class);

  private final List<Route> routes;
  private final ApiKey key;
  private final RequestListener listener;

  Router(List<Route> routes, ApiKey key, RequestListener listener) {
    this.routes = List.copyOf(routes);
    this.key = key;
    this.listener = listener;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Answer answer = answer(request).unlessKnown(request.getHeaders().get(HttpHeader.IF_NONE_MATCH));
    listener.answered(request.getMethod(), answer.status());
    answer.writeTo(response, request.getMethod().equals("HEAD"), callback);
    return true;
  }

  private Answer answer(Request request) {
    String path = Request.getPathInContext(request);
    List<Route> there = routes.stream().filter(route -> route.match(path).isPresent()).toList();
    Optional<Route> route =
        there.stream().filter(candidate -> candidate.answers(request.getMethod())).findFirst();
    if (there.isEmpty()) {
      return Answer.error(404, "there is nothing at this path");
    }
    if (route.isEmpty()) {
      String allowed = there.stream().map(Route::method).collect(Collectors.joining(", "));
      return Answer.error(405, "allowed: " + allowed).with("Allow", allowed);
    }
    if (route.get().keyed()) {
      Optional<Answer> refusal = key.refusal(request.getHeaders().get("X-API-Key"));
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    return answer(route.get(), request, path);
  }

  private static Answer answer(Route route, Request request, String path) {
    try {
      return route.endpoint().answer(new Call(request, route.match(path).orElse("")));
    } catch (BadRequestException e) {
      return Answer.error(400, e.getMessage());
    } catch (UploadTooLargeException e) {
      return Answer.error(413, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.error(503, "the collector is being stopped").with("Retry-After", "10");
    } catch (Exception e) {
      log.error("{} {} failed; what the store is doing may say why", route.method(), path, e);
      return Answer.error(500, "the collector could not answer; its log says why");
    }
  }
}
