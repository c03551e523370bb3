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
 * Calls the database's HTTP API. A call is bounded in time, and by {@link #MAX_CHARS}; the number
 * of simultaneous calls is bounded, and another waits a second. A failure is logged here, and
 * thrown with a message for readers. Thread-safe.
 */
final class QueryClient implements AutoCloseable {
  /** Less than the page's own timeout. */
  static final Duration PATIENCE = Duration.ofSeconds(12);

  /** For queries in the background; VictoriaMetrics itself ends a query then. */
  private static final Duration LONG_PATIENCE = Duration.ofSeconds(30);

  private static final int AT_ONCE = 6;

  /** Twice the size of 40,000 pairs with twenty values each. */
  private static final long MAX_CHARS = 256L << 20;

  private static final int SHOWN_ERROR = 200;

  private final HistoryConfig config;
  private final Duration patience;
  private final OkHttpClient http;
  private final DatabaseState state;
  private final Semaphore calls = new Semaphore(AT_ONCE);
  private volatile boolean closed;

  /** Reads a response. */
  private interface Body<T> {
    T read(Reader text) throws IOException;
  }

  /** The database refused the query; the message is for the log. */
  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    RefusedException(int status, String error) {
      super("it answered " + status + ": " + error);
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

  /**
   * Queries values at one moment, without the database's cache; returns whether a part is missing.
   */
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
   * Queries values at each step from a moment to another, both included.
   *
   * @param cached whether the database may use its cache, and take longer for the rest
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
   * Seconds since 1970. The database converts them to milliseconds as a double: a fifth of one more
   * gives the same with rounding and truncation.
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
        String error = response.peekBody(SHOWN_ERROR).string().replaceAll("\\s+", " ");
        throw new RefusedException(response.code(), error);
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
          "the history's database sends responses that can't be read; the collector's log has the"
              + " details",
          e);
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

  /** The message without the JSON reader's advice for programmers. */
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
        "the history's database refuses the query; the collector's log has the reason", e);
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
          "the collector can't log in to the history's database; its log has the reason", e);
    }
  }

  /** Ends a response that is longer than any valid one. */
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
