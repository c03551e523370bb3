package org.ixpqos.collector.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.life.LifeChange;
import org.ixpqos.collector.life.ProbeLife;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * POST data/probes/NAME: renames, merges, retires, reinstates or deletes a probe, {@code {"action":
 * "rename", "to": "p9"}}. The answer is 202: the collector does it within seconds, and {@code
 * data/probes} shows it.
 */
public final class ChangeProbe implements Endpoint {
  private static final Logger log = LoggerFactory.getLogger(ChangeProbe.class);
  private static final int MAX_BYTES = 1_000;
  private static final String ALLOWED =
      "{\"action\": \"rename\" or \"merge\", \"to\": NAME}, or {\"action\": \"retire\","
          + " \"reinstate\" or \"forget\"}";

  private final ProbeLife life;
  private final Callable<LifeChange.Known> known;
  private final Clock clock;

  /**
   * @param known the probes that can be changed
   */
  public ChangeProbe(ProbeLife life, Callable<LifeChange.Known> known, Clock clock) {
    this.life = life;
    this.known = known;
    this.clock = clock;
  }

  @Override
  public ApiResponse answer(ApiRequest call) throws Exception {
    call.parameters().finish();
    LifeChange change = read(call);
    Instant now = clock.instant();
    Optional<String> refusal = change.refusal(known.call(), now);
    if (refusal.isPresent()) {
      return ApiResponse.error(409, refusal.get());
    }
    life.take(change, now);
    log.info(
        "probe change asked for by={} action={} probe={} to={} from={}",
        call.caller().name().replaceAll("[^A-Za-z0-9._@-]", "?"),
        change.action().word(),
        change.name(),
        change.to(),
        call.address());
    return ApiResponse.json(
            json -> {
              json.beginObject().name("status").value("accepted");
              json.name("action").value(change.action().word());
              json.name("name").value(change.name());
              json.name("to").value(change.to()).endObject();
            })
        .as(202);
  }

  private static LifeChange read(ApiRequest call) throws BadRequestException, IOException {
    try {
      JsonObject body = JsonParser.parseString(call.text(MAX_BYTES)).getAsJsonObject();
      Optional<LifeChange.Action> action = LifeChange.Action.of(text(body, "action"));
      boolean others = body.keySet().stream().anyMatch(k -> !k.equals("action") && !k.equals("to"));
      if (action.isPresent() && !others) {
        return new LifeChange(action.get(), call.variable(), text(body, "to"));
      }
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new BadRequestException("the body is none of ours; allowed: " + ALLOWED);
    }
    throw new BadRequestException("the body is none of ours; allowed: " + ALLOWED);
  }

  private static String text(JsonObject body, String key) {
    JsonElement value = body.get(key);
    return value == null ? "" : value.getAsString();
  }
}
