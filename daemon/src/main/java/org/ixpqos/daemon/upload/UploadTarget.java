package org.ixpqos.daemon.upload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.service.delivery.DeliveryTarget;
import org.ixpqos.service.delivery.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One collector: posts entries as a request, and reads the receipt. */
final class UploadTarget implements DeliveryTarget<UploadItem> {
  private static final Logger log = LoggerFactory.getLogger(UploadTarget.class);

  private final CollectorClient client;
  private final Supplier<ProbeHealth> health;
  private final Supplier<String> ownName;
  private final FormerName formerName;
  private final Supplier<Optional<UploadBody>> lastWord;
  private final ClockRefusals clockRefusals;
  private final UploadCounts counts;

  /**
   * Posts nothing yet.
   *
   * @param health the probe's state, read for each request
   * @param ownName the probe's name; waiting results may be of a former one
   * @param lastWord the body that reports the daemon's end; empty when the end is not reported
   */
  UploadTarget(
      CollectorClient client,
      Supplier<ProbeHealth> health,
      Supplier<String> ownName,
      FormerName formerName,
      Supplier<Optional<UploadBody>> lastWord,
      ClockRefusals clockRefusals,
      UploadCounts counts) {
    this.client = client;
    this.health = health;
    this.ownName = ownName;
    this.formerName = formerName;
    this.lastWord = lastWord;
    this.clockRefusals = clockRefusals;
    this.counts = counts;
  }

  @Override
  public Outcome post(List<UploadItem> part) {
    Outcome outcome =
        client.post(
            form -> UploadBody.of(part, health.get(), form), answer -> receipt(part, answer));
    String source = part.get(0).batch().source();
    String own = ownName.get();
    boolean former = !own.isEmpty() && !source.equals(own);
    if (outcome instanceof Outcome.Held held && client.refusesKey() && former) {
      return formerName.refused(source, own, part.size(), held.reason());
    }
    if (outcome instanceof Outcome.Taken) {
      formerName.taken(source);
    }
    return outcome;
  }

  @Override
  public boolean isCorrected() {
    return client.isCorrected();
  }

  @Override
  public void lastWord() {
    Optional<UploadBody> word = lastWord.get();
    if (word.isPresent()) {
      Outcome outcome =
          client.post(form -> lastWord.get().orElse(word.get()), answer -> Outcome.Taken.ALL);
      log.debug("the last word was posted outcome={}", outcome);
    }
  }

  private Outcome receipt(List<UploadItem> part, UploadAnswer answer) {
    boolean original =
        answer.serverTime() == null; // it counts nothing: its 200 accepts all entries
    long named = answer.accepted() + answer.duplicates() + answer.rejected().size();
    if (!original && named != part.size()) {
      return new Outcome.TryAgain(
          "200, but its counts do not add up to what was sent", Optional.empty());
    }
    Optional<List<Outcome.Rejected>> rejected = rejected(part, answer);
    if (rejected.isEmpty()) {
      return new Outcome.Refused("rejected, without naming the entries");
    }
    counts.accepted(original ? part.size() : answer.accepted(), answer.duplicates());
    return new Outcome.Taken(rejected.get());
  }

  /** The entries that an answer rejects; empty when it names one that was not sent, or twice. */
  private Optional<List<Outcome.Rejected>> rejected(List<UploadItem> part, UploadAnswer answer) {
    List<Integer> rows = places(part, BufferEntry.Kind.ROW);
    List<Integer> gaps = places(part, BufferEntry.Kind.GAP);
    Set<Integer> named = new HashSet<>();
    List<Outcome.Rejected> all = new ArrayList<>();
    for (UploadAnswer.Rejected rejected : answer.rejected()) {
      List<Integer> ofKind = rejected.list().equals("gaps") ? gaps : rows;
      int index = rejected.index();
      if (index < 0 || index >= ofKind.size() || !named.add(ofKind.get(index))) {
        return Optional.empty();
      }
      int place = ofKind.get(index);
      boolean later = clockRefusals.passes(part.get(place).entry().entry(), rejected, answer);
      all.add(new Outcome.Rejected(place, rejected.reason(), later));
    }
    return Optional.of(all);
  }

  /** Where in a part the entries of one of the body's arrays stand, in the array's order. */
  private static List<Integer> places(List<UploadItem> part, BufferEntry.Kind kind) {
    return IntStream.range(0, part.size())
        .filter(place -> part.get(place).entry().entry().kind() == kind)
        .boxed()
        .toList();
  }

  @Override
  public void close() {
    client.close();
  }
}
