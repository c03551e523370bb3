package org.ixpqos.collector.http;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.ixpqos.collector.history.HistoryUnavailableException;
import org.ixpqos.model.IpAddresses;
import org.ixpqos.model.wire.UploadTooLargeException;
import org.ixpqos.model.wire.WireForm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route of a request, checks its access, and answers errors. */
final class Router extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(Router.class);

  private static final int SHOWN_PATH = 100;

  private final List<Route> routes;
  private final AccessFilter gate;
  private final RequestListener listener;

  private final int bodyBytes;

  /** The maximum time to send a response: it is in memory for so long. */
  private final ByteBudget answers =
      new ByteBudget(Runtime.getRuntime().maxMemory() / 5, Runtime.getRuntime().maxMemory() / 20);

  Router(List<Route> routes, AccessFilter gate, RequestListener listener, int bodyBytes) {
    this.routes = List.copyOf(routes);
    this.gate = gate;
    this.listener = listener;
    this.bodyBytes = bodyBytes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    ApiResponse answer = answer(request);
    if (answer.later() == null) {
      send(answer, request, response, callback);
      return true;
    }
    var unused =
        answer
            .later()
            .handleAsync(
                (later, failure) -> {
                  send(
                      failure == null ? later : failed(request, failure),
                      request,
                      response,
                      callback);
                  return null;
                },
                request.getComponents().getExecutor())
            .exceptionally(
                failure -> {
                  callback.failed(failure);
                  return null;
                });
    return true;
  }

  private void send(ApiResponse found, Request request, Response response, Callback callback) {
    HttpFields headers = request.getHeaders();
    boolean bodiless = request.getMethod().equals("HEAD");
    String accepted = headers.get(HttpHeader.ACCEPT_ENCODING);
    ApiResponse answer =
        found.encodedFor(accepted).unlessKnown(headers.get(HttpHeader.IF_NONE_MATCH));
    String network = gate.network(request);
    int bytes = bodiless ? 0 : answer.bytes();
    Callback done = callback;
    Pump pump = null;
    if (bytes > 0 && !answers.take(network, bytes)) {
      answer =
          ApiResponse.error(503, "too many answers are on their way; ask again later")
              .with("Retry-After", "5");
    } else {
      if (bytes > 0) {
        done = new Sending(request, callback, () -> answers.giveBack(network, bytes));
      }
      try {
        pump = bodiless ? null : answer.pump(accepted);
      } catch (IOException | RuntimeException e) {
        answer = failed(request, e);
      }
    }
    listener.answered(request.getMethod(), answer.status());
    answer.writeTo(response, bodiless, pump, done);
  }

  private ApiResponse answer(Request request) {
    String path = request.getHttpURI().getPath();
    if (!Paths.isPlain(path)) {
      return ApiResponse.error(400, Paths.ALLOWED);
    }
    if (!gate.isOurs(request)) {
      return ApiResponse.error(421, "this host is not the collector's");
    }
    List<Route> there = routes.stream().filter(route -> route.match(path).isPresent()).toList();
    Optional<Route> route =
        there.stream().filter(candidate -> candidate.answers(request.getMethod())).findFirst();
    if (there.isEmpty()) {
      return ApiResponse.error(404, "there is nothing at this path");
    }
    if (route.isEmpty()) {
      String allowed = there.stream().map(Route::method).collect(Collectors.joining(", "));
      return ApiResponse.error(405, "allowed: " + allowed).with("Allow", allowed);
    }
    AccessFilter.Admission admission = gate.admit(request, route.get().access());
    ApiRequest call =
        new ApiRequest(
            request,
            route.get().match(path).orElse(""),
            admission.caller(),
            gate.network(request),
            address(request),
            bodyBytes);
    ApiResponse answer =
        admission.refusal().isPresent()
            ? refused(route.get(), call, admission.refusal().get())
            : answer(route.get(), request, call);
    boolean challenge = answer.status() == 401 && !request.getHeaders().contains("Authorization");
    if (!challenge && (admission.refusal().isPresent() || answer.status() == 403)) {
      audit(request, admission.caller(), answer, call.claimed());
    }
    String taken = route.get().endpoint().acceptPost();
    return taken.isEmpty() ? answer : answer.with(WireForm.ACCEPT_POST, taken);
  }

  private static ApiResponse refused(Route route, ApiRequest call, ApiResponse refusal) {
    try {
      route.endpoint().refused(call, refusal);
    } catch (RuntimeException e) {
      log.debug("what was refused is not known any closer", e);
    }
    return refusal;
  }

  private String address(Request request) {
    return IpAddresses.canonical(gate.address(request).replaceAll("[\\[\\]]", ""));
  }

  /** The path as it was sent, percent-encoded: it can't break the line. */
  private void audit(Request request, Principal caller, ApiResponse answer, String source) {
    String path = String.valueOf(request.getHttpURI().getPath());
    log.warn(
        "call refused status={} method={} path={} from={} caller={} name={} source={}",
        answer.status(),
        request.getMethod(),
        path.length() <= SHOWN_PATH ? path : path.substring(0, SHOWN_PATH) + "…",
        address(request),
        caller.kind().name().toLowerCase(Locale.ROOT),
        shown(caller.name()),
        shown(source));
  }

  /** A name from a certificate or a proxy's header, in a form that is safe in a log line. */
  private static String shown(String name) {
    String start = name.length() <= SHOWN_PATH ? name : name.substring(0, SHOWN_PATH) + "…";
    return start.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}\"]", "?");
  }

  private static ApiResponse answer(Route route, Request request, ApiRequest call) {
    try {
      return route.endpoint().answer(call);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(request, e);
    } catch (Exception e) {
      return failed(request, e);
    }
  }

  /** Answers an error, of this request or of the one whose response it shares. */
  private static ApiResponse failed(Request request, Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return failed(request, failure.getCause());
    }
    if (failure instanceof BadRequestException) {
      return ApiResponse.error(400, failure.getMessage());
    }
    if (failure instanceof DamagedBodyException) {
      return ApiResponse.error(408, failure.getMessage());
    }
    if (failure instanceof UploadTooLargeException) {
      return ApiResponse.error(413, failure.getMessage());
    }
    if (failure instanceof HistoryUnavailableException) {
      return ApiResponse.error(503, failure.getMessage()).with("Retry-After", "10");
    }
    if (failure instanceof InterruptedException) {
      return ApiResponse.error(503, "the collector is being stopped").with("Retry-After", "10");
    }
    log.error(
        "{} {} failed; the store's state may show why",
        request.getMethod(),
        request.getHttpURI().getPath(),
        failure);
    return ApiResponse.error(500, "the collector could not answer; its log has the reason");
  }
}
