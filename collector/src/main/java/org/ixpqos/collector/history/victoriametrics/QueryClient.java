package org.ixpqos.collector.history.victoriametrics;

import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Reader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import okhttp3.Call;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.ixpqos.cli.Version;
import org.ixpqos.collector.database.DatabaseAccess;
import org.ixpqos.collector.history.HistoryUnavailableException;
import org.ixpqos.service.http.HttpClients;

/**
 * Calls the engine's HTTP API. A call takes at most its patience and {@link #MAX_CHARS}; some are
 * made at once, and who comes beyond waits a second. What fails is logged here, and thrown with
 * what to tell others. Thread-safe.
 */
final class QueryClient implements AutoCloseable {
  /** Less than what the page waits for the collector. */
  static final Duration PATIENCE = Duration.ofSeconds(12);

  /** For what nobody waits for; VictoriaMetrics itself ends a question then. */
  private static final Duration LONG_PATIENCE = Duration.ofSeconds(30);

  private static final int AT_ONCE = 6;

  /** What 40,000 pairs with twenty values each take, and as much again. */
  private static final long MAX_CHARS = 256L << 20;

  private static final int SHOWN_ERROR = 200;

  private final HistoryConfig config;
  private final Duration patience;
  private final OkHttpClient http;
  private final DatabaseState state;
  private final Semaphore calls = new Semaphore(AT_ONCE);
  private volatile boolean closed;

  /** Reads an answer. */
  private interface Body<T> {
    T read(Reader text) throws IOException;
  }

  /** The engine answered, and not with what was asked for; the message is for the log. */
  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    RefusedException(int status, String said) {
      super("it answered " + status + ": " + said);
      this.status = status;
    }
  }

  /**
   * Connects to nothing yet.
   *
   * @throws IOException the CA file can't be used
   */
  QueryClient(HistoryConfig config, Duration patience, LongSupplier nanoClock) throws IOException {
    this.config = config;
    this.patience = patience;
    this.state = new DatabaseState(config.url().toString(), nanoClock);
    OkHttpClient.Builder builder =
        HttpClients.builder().connectTimeout(Duration.ofSeconds(3)).readTimeout(LONG_PATIENCE);
    config.access().secure(builder);
    this.http = builder.build();
  }

  /** Asks for values at one moment, as fresh as they are; returns whether a part is missing. */
  boolean query(String query, Instant at, Sample.Sink sink) throws HistoryUnavailableException {
    FormBody form =
        new FormBody.Builder()
            .add("query", query)
            .add("time", time(at))
            .add("nocache", "1")
            .add("timeout", patience.toMillis() + "ms")
            .build();
    return call("query", form, text -> QueryAnswer.samples(text, sink));
  }

  /**
   * Asks for values at each step from a moment to another, both included.
   *
   * @param cached whether the engine may use what it remembers, and take its time for what it does
   *     not
   */
  boolean queryRange(
      String query, Instant first, Instant last, Duration step, boolean cached, Sample.Sink sink)
      throws HistoryUnavailableException {
    FormBody.Builder form =
        new FormBody.Builder()
            .add("query", query)
            .add("start", time(first))
            .add("end", time(last))
            .add("step", step.toSeconds() + "s")
            .add("timeout", (cached ? LONG_PATIENCE : patience).toMillis() + "ms");
    if (!cached) {
      form.add("nocache", "1");
    }
    return call(
        "query_range",
        form.build(),
        cached ? LONG_PATIENCE : patience,
        text -> QueryAnswer.samples(text, sink));
  }

  /** The series that a selector matches in a time. */
  List<Map<String, String>> series(String selector, Instant from, Instant until)
      throws HistoryUnavailableException {
    FormBody form = matching(selector, from, until);
    List<Map<String, String>> found = new ArrayList<>();
    call("series", form, text -> QueryAnswer.series(text, found));
    return found;
  }

  /** The samples themselves in a time, its last millisecond included. */
  void export(String selector, Instant from, Instant last, QueryAnswer.ExportSink sink)
      throws HistoryUnavailableException {
    call(
        "export",
        matching(selector, from, last),
        text -> {
          QueryAnswer.exported(text, sink);
          return true;
        });
  }

  private static FormBody matching(String selector, Instant from, Instant until) {
    return new FormBody.Builder()
        .add("match[]", selector)
        .add("start", time(from))
        .add("end", time(until))
        .build();
  }

  /**
   * Seconds since 1970. The engine makes milliseconds of them with a double: a fifth of one more
   * stays the same, whether it rounds or cuts.
   */
  private static String time(Instant moment) {
    long millis = moment.toEpochMilli();
    return String.format(
        Locale.ROOT, "%d.%03d2", Math.floorDiv(millis, 1000), Math.floorMod(millis, 1000));
  }

  private <T> T call(String what, FormBody form, Body<T> body) throws HistoryUnavailableException {
    return call(what, form, patience, body);
  }

  private <T> T call(String what, FormBody form, Duration most, Body<T> body)
      throws HistoryUnavailableException {
    if (state.isResting()) {
      throw new HistoryUnavailableException(
          "the history's engine can't be reached; try again", null);
    }
    acquire();
    try (Response response = execute(request(what, form), most)) {
      if (response.code() != 200) {
        String said = response.peekBody(SHOWN_ERROR).string().replaceAll("\\s+", " ");
        throw new RefusedException(response.code(), said);
      }
      T found = body.read(new LimitedReader(response.body().charStream()));
      state.answered();
      return found;
    } catch (RefusedException e) {
      throw refused(what, e);
    } catch (IllegalStateException
        | NumberFormatException
        | MalformedJsonException
        | EOFException e) {
      state.failed(what + " is answered with what is not its JSON (" + place(e) + ")");
      throw new HistoryUnavailableException(
          "the history's engine answers with what can't be read; the collector's log says more", e);
    } catch (InterruptedIOException e) {
      if (closed) {
        throw stopping(e);
      }
      state.failed(what + " took longer than " + most.toSeconds() + " s (" + e + ")");
      throw new HistoryUnavailableException(
          "the history's engine does not answer in time; a shorter range may do", e);
    } catch (IOException e) {
      if (closed) {
        throw stopping(e);
      }
      state.down(what + " failed: " + e);
      throw new HistoryUnavailableException("the history's engine can't be reached; try again", e);
    } finally {
      calls.release();
    }
  }

  private Response execute(Request request, Duration most) throws IOException {
    Call call = http.newCall(request);
    call.timeout().timeout(most.toMillis(), TimeUnit.MILLISECONDS);
    return call.execute();
  }

  private static HistoryUnavailableException stopping(IOException e) {
    return new HistoryUnavailableException("the collector is being stopped", e);
  }

  /** Without the advice that the JSON's reader has for programmers. */
  private static String place(Exception e) {
    String text = String.valueOf(e.getMessage());
    return text.lines()
        .findFirst()
        .orElse(text)
        .replace(
            "Use JsonReader.setStrictness(Strictness.LENIENT) to accept malformed JSON", "no JSON");
  }

  private HistoryUnavailableException refused(String what, RefusedException e) {
    if (e.status >= 500) {
      state.down(what + ": " + e.getMessage());
      return new HistoryUnavailableException("the history's engine fails; try again", e);
    }
    state.failed(what + ": " + e.getMessage());
    return new HistoryUnavailableException(
        "the history's engine refuses the question; the collector's log says why", e);
  }

  private void acquire() throws HistoryUnavailableException {
    try {
      if (calls.tryAcquire(1, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new HistoryUnavailableException(
        "the history's engine is busy with other questions", null);
  }

  private Request request(String what, FormBody form) throws HistoryUnavailableException {
    Request.Builder request =
        new Request.Builder()
            .url(config.url().newBuilder().addPathSegments("api/v1/" + what).build())
            .header("User-Agent", "ixpqos/" + Version.current())
            .post(form);
    if (config.access().secret().isPresent()) {
      request.header("Authorization", authorization(config.access().secret().get()));
    }
    return request.build();
  }

  private String authorization(DatabaseAccess.Secret secret) throws HistoryUnavailableException {
    try {
      return secret.authorization("Bearer");
    } catch (IOException e) {
      state.failed("its token or password can't be read: " + e);
      throw new HistoryUnavailableException(
          "the collector can't log in to the history's engine; its log says why", e);
    }
  }

  /** Ends where an answer is longer than any that makes sense. */
  private static final class LimitedReader extends FilterReader {
    private long left = MAX_CHARS;

    LimitedReader(Reader in) {
      super(in);
    }

    @Override
    public int read(char[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      left -= Math.max(0, read);
      if (left < 0) {
        throw new IOException("the answer is longer than " + MAX_CHARS + " characters");
      }
      return read;
    }
  }

  @Override
  public void close() {
    closed = true;
    HttpClients.close(http);
  }
}
