package org.ixpqos.collector.http;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.ixpqos.collector.model.ReadTooLongException;

/**
 * Responses to simultaneous requests are made once, and kept compressed. A response belongs to a
 * state, and is used only as long as the state is the same. Each path has its own responses: a
 * reader of the path may read all of them. A large one is made in the background as long as readers
 * request it ({@link WarmAnswers}), and may be a few seconds old.
 */
public final class SharedAnswers implements AutoCloseable {
  /** The maximum age: a state contains the second, by a clock that may be set back. */
  private static final Duration OLDEST = Duration.ofSeconds(5);

  /** Memory of a key and a reference, bytes. */
  private static final int BESIDE = 1 << 10;

  private record Key(String path, Map<String, String> parameters, Object state) {
    int bytes() {
      int bytes = BESIDE;
      for (Map.Entry<String, String> one : parameters.entrySet()) {
        bytes += one.getKey().length() + one.getValue().length();
      }
      return bytes;
    }
  }

  /** A response, or the failure. */
  private record Made(ApiResponse answer, Throwable failure) {
    int bytes() {
      return answer == null ? 0 : answer.sharedBytes();
    }

    ApiResponse get() {
      if (failure instanceof ReadTooLongException) {
        return HeavyReads.tooLong();
      }
      if (failure != null) {
        throw new CompletionException(failure);
      }
      return answer;
    }
  }

  private final HeavyReads heavy;
  private final Supplier<?> state;
  private final boolean remembering;
  private final WarmAnswers warm =
      new WarmAnswers(Runtime.getRuntime().maxMemory() / 32, System::nanoTime);
  private final AsyncCache<Key, Made> answers =
      Caffeine.newBuilder()
          .maximumWeight(Runtime.getRuntime().maxMemory() / 32)
          .weigher((Key key, Made made) -> key.bytes() + made.bytes())
          .expireAfterWrite(OLDEST)
          .executor(Runnable::run)
          .buildAsync();

  /**
   * Makes responses within a limit.
   *
   * @param state equal as long as responses are
   * @param remembering whether a response is cached; else it is only for requests that arrive while
   *     it is made
   */
  public SharedAnswers(HeavyReads heavy, Supplier<?> state, boolean remembering) {
    this.heavy = heavy;
    this.state = state;
    this.remembering = remembering;
  }

  /**
   * The same endpoint; a request whose response is being made takes no thread and no place in the
   * limit.
   */
  public Endpoint of(String path, Endpoint endpoint) {
    return call -> {
      Map<String, String> parameters = call.parameters().all();
      // before it is made: it may be of a later state than its key, and of no earlier one
      Key key = new Key(path, parameters, state.get());
      CompletableFuture<Made> known = answers.getIfPresent(key);
      if (known != null) {
        return joined(known);
      }
      WarmAnswers.Key last = new WarmAnswers.Key(path, parameters);
      Optional<ApiResponse> warm = remembering ? this.warm.find(last) : Optional.empty();
      if (warm.isPresent()) {
        return warm.get();
      }
      return heavy.inTurn(mine -> make(key, last, endpoint, mine)).answer(call);
    };
  }

  private static ApiResponse joined(CompletableFuture<Made> known) {
    return ApiResponse.later(known.thenApply(Made::get));
  }

  private ApiResponse make(Key key, WarmAnswers.Key last, Endpoint endpoint, ApiRequest call)
      throws Exception {
    long began = System.nanoTime();
    CompletableFuture<Made> mine = new CompletableFuture<>();
    CompletableFuture<Made> others = answers.asMap().putIfAbsent(key, mine);
    if (others != null) {
      return joined(others);
    }
    Made made = null;
    try {
      ApiResponse answer = endpoint.answer(call).shared();
      made = new Made(answer, null);
      if (remembering) {
        warm.keep(last, answer, began, () -> again(key, endpoint));
      }
      return answer;
    } catch (Exception | Error e) {
      made = new Made(null, e);
      throw e;
    } finally {
      if (!remembering || made.failure() != null || made.answer().status() != 200) {
        answers.asMap().remove(key, mine);
      }
      mine.complete(made);
    }
  }

  /** The same for an internal request, within the limit. */
  private ApiResponse again(Key key, Endpoint endpoint) throws Exception {
    ApiRequest nobodys = ApiRequest.of(key.parameters());
    return heavy.inTurn(mine -> endpoint.answer(mine).shared()).answer(nobodys);
  }

  @Override
  public void close() {
    warm.close();
  }
}
