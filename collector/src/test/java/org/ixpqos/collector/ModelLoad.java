package org.ixpqos.collector;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireTime;

/**
 * What the probes of a full mesh send, one round of 60 packets a minute, with the noise of a real
 * network: each pair has a base of its own that wanders, gamma-distributed queueing and rare
 * spikes; one pair in a hundred loses packets, one probe is down for half an hour each day. The
 * same probe and minute always give the same upload.
 */
public final class ModelLoad {
  private static final int PACKETS = 60;
  private static final int NOISES = 4_096;
  private static final Duration OUTAGE = Duration.ofMinutes(30);

  private final int probes;
  private final List<RttSummary> noise = new ArrayList<>();

  /** Makes the load of so many probes. */
  public ModelLoad(int probes) {
    this.probes = probes;
    Random random = new Random(42);
    for (int i = 0; i < NOISES; i++) {
      noise.add(noise(random));
    }
  }

  public static String name(int probe) {
    return String.format(Locale.ROOT, "p%02d-ixpqos", probe + 1);
  }

  private static String address(int probe) {
    return "192.0.2." + (probe + 1);
  }

  /** What a probe sends of its rounds of one minute. */
  public Upload upload(int probe, Instant minute) {
    long number = minute.getEpochSecond();
    Random random = new Random(number * 1_000 + probe);
    // a firing is early by nothing and late by what its host makes it
    Instant fired = minute.plusNanos(probe * 37_000_000L + random.nextInt(1_500) * 1_000L);
    // the clock's error changes when it is set, every quarter of an hour
    long clockError = new Random(number / 960 * 1_000 + probe).nextInt(400);
    List<RoundResult> rows = new ArrayList<>();
    for (int target = 0; target < probes; target++) {
      if (target != probe) {
        Instant time = fired.plusNanos((target * 12L + random.nextInt(12)) * 1_000);
        rows.add(row(probe, target, time, clockError, random));
      }
    }
    Instant sent = minute.plusSeconds(61);
    return new Upload(
        name(probe),
        UUID.nameUUIDFromBytes((probe + " " + number).getBytes(StandardCharsets.UTF_8)),
        "model",
        number,
        "0.1.0",
        new ProbeHealth(sent, sent.minusSeconds(86_400), 0, 0, 0, "0123456789ab"),
        rows,
        List.of());
  }

  private RoundResult row(int probe, int target, Instant time, long clockError, Random random) {
    int pair = probe * probes + target;
    boolean down = target == probes - 1 && time.getEpochSecond() % 86_400 < OUTAGE.toSeconds();
    long lost = down ? PACKETS : pair % 100 == 7 ? random.nextInt(3) : 0;
    return new RoundResult(
        time,
        "mesh",
        name(target),
        4,
        address(target),
        true,
        (double) lost / PACKETS,
        down ? null : times(pair, WireTime.micros(time), random),
        new PacketCounts(PACKETS, PACKETS - lost, lost, 0, 0, 0, 0, 0),
        down ? "" : "kernel-tx-rx",
        0,
        new ClockState(true, clockError, false),
        56,
        0,
        down ? List.of(new Reason("lost", "host-unreachable", "192.0.2.254", lost)) : List.of());
  }

  private RttSummary times(int pair, long micros, Random random) {
    double base = (300 + pair * 7_919 % 8_000 + 15 * Math.sin(micros / 7e9 + pair)) / 1e3;
    double scale = (2 + pair * 31 % 17) / 1e3;
    RttSummary unit = noise.get(random.nextInt(noise.size()));
    return new RttSummary(
        base + scale * unit.min(),
        base + scale * unit.max(),
        base + scale * unit.avg(),
        scale * unit.jitter(),
        base + scale * unit.median(),
        unit.quantiles().stream().map(value -> base + scale * value).toList(),
        scale * unit.ipdv(),
        scale * unit.pdv95());
  }

  /** The noise of a round, in units that each pair has its own of. */
  private static RttSummary noise(Random random) {
    double[] values = new double[PACKETS];
    double neighbours = 0;
    for (int i = 0; i < PACKETS; i++) {
      values[i] = 0.3 * Math.abs(random.nextGaussian()) + exponential(random) + exponential(random);
      if (random.nextInt(300) == 0) {
        values[i] += 60 * exponential(random);
      }
      neighbours += i == 0 ? 0 : Math.abs(values[i] - values[i - 1]);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double mean = Arrays.stream(sorted).average().orElseThrow();
    double variance = Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).sum() / PACKETS;
    List<Double> quantiles =
        RttSummary.QUANTILES.stream()
            .map(share -> sorted[(int) Math.ceil(share * PACKETS - 1e-9) - 1])
            .toList();
    return new RttSummary(
        sorted[0],
        sorted[PACKETS - 1],
        mean,
        Math.sqrt(variance),
        (sorted[PACKETS / 2 - 1] + sorted[PACKETS / 2]) / 2,
        quantiles,
        neighbours / (PACKETS - 1),
        quantiles.get(quantiles.size() - 1) - sorted[0]);
  }

  private static double exponential(Random random) {
    return -Math.log(1 - random.nextDouble());
  }
}
