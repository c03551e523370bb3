package org.ixpqos.model.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.Gap;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.Upload;

/** Uploads of rounds of all kinds, with the smallest and largest numbers that there are. */
final class RandomUploads {
  private static final String[] ADDRESSES = {
    "10.0.0.2", "2001:db8::7", "fe80::1%eth0", "p7.example.net", "255.255.255.255", "::",
  };

  private final Random random;

  private final int most;

  RandomUploads(long seed) {
    this(seed, 30);
  }

  /**
   * @param most rows of an upload
   */
  RandomUploads(long seed, int most) {
    this.random = new Random(seed);
    this.most = most;
  }

  Upload next() {
    List<RoundResult> rows = new ArrayList<>();
    int count = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextInt(most);
    boolean alike = random.nextBoolean();
    for (int i = 0; i < count; i++) {
      rows.add(alike && i > 0 ? rows.get(0).at(time()) : row());
    }
    List<Gap> gaps = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Instant from = Results.TIME.minusNanos(random.nextInt(1_000_000) * 1_000L);
      gaps.add(
          new Gap(from, from.plusMillis(random.nextInt(100)), Gap.CRASHED, schedule(), number(9)));
    }
    boolean numbered = random.nextBoolean();
    return new Upload(
        "p" + random.nextInt(9),
        numbered ? new UUID(random.nextLong(), random.nextLong()) : null,
        numbered ? "e" + random.nextInt() : "",
        numbered ? number(Long.MAX_VALUE) : 0,
        numbered ? "1.2.3~rc" : "",
        random.nextBoolean() ? health() : null,
        rows,
        gaps);
  }

  private ProbeHealth health() {
    Map<String, Duration> periods =
        random.nextBoolean()
            ? Map.of()
            : Map.of("mesh", Duration.ofMillis(1 + random.nextInt(100_000)));
    return new ProbeHealth(
        time(),
        time(),
        number(Long.MAX_VALUE),
        number(7),
        number(7),
        "0123456789ab",
        periods,
        periods.isEmpty() ? "" : "reboot");
  }

  RoundResult row() {
    long scheduled = 1 + (random.nextInt(9) == 0 ? RoundFields.MAX_PACKETS - 1 : number(60));
    long left = scheduled;
    long[] ends = new long[5];
    for (int i = 0; i < 5; i++) {
      ends[i] = i == 4 || random.nextInt(3) == 0 ? left : (long) (random.nextDouble() * left);
      left -= ends[i];
    }
    boolean counted = random.nextInt(6) > 0;
    PacketCounts counts =
        new PacketCounts(scheduled, ends[0], ends[1], ends[2], ends[3], ends[4], other(), other());
    boolean pinged = counted ? counts.sent() > 0 : random.nextBoolean();
    boolean replies = counted ? counts.replied() > 0 : pinged && random.nextBoolean();
    Double loss = counted ? counts.loss() : (Double) (replies ? 0.25 : 1.0);
    boolean timed = counted || random.nextBoolean();
    RoundResult row =
        new RoundResult(
            timed ? time() : null,
            !timed || random.nextInt(4) == 0 ? "" : schedule(),
            "p" + random.nextInt(random.nextBoolean() ? 3 : 1_000),
            random.nextBoolean() ? 4 : 6,
            ADDRESSES[random.nextInt(ADDRESSES.length)],
            pinged,
            pinged || counted ? loss : null,
            replies ? times() : null,
            counted ? counts : null,
            replies ? "kernel-tx-rx" : "",
            counted ? other() : 0,
            random.nextInt(4) == 0
                ? null
                : new ClockState(
                    random.nextBoolean(), number(Long.MAX_VALUE), random.nextBoolean()),
            counted ? (int) number(65_535) : 0,
            counted ? random.nextInt(64) : 0,
            reasons());
    return random.nextInt(3) == 0 ? row.with(RoundFields.PATH_MTU, random.nextInt(65_536)) : row;
  }

  private List<Reason> reasons() {
    List<Reason> reasons = new ArrayList<>();
    for (int i = random.nextInt(8) == 0 ? random.nextInt(random.nextInt(8) > 0 ? 3 : 65) : 0;
        i > 0;
        i--) {
      String from = random.nextBoolean() ? "10.0.0.254" : null;
      reasons.add(new Reason("lost", random.nextBoolean() ? "" : "zurück-\ud83d\ude00", from, i));
    }
    return reasons;
  }

  private RttSummary times() {
    double[] values = new double[60];
    double scale = random.nextInt(9) == 0 ? 3_600_000 : Math.pow(10, random.nextInt(6) - 3.0);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(9) == 0 && i > 0 ? values[i - 1] : random.nextDouble() * scale;
    }
    Arrays.sort(values);
    List<Double> quantiles =
        RttSummary.QUANTILES.stream().map(part -> values[(int) (part * 59)]).toList();
    double spread = values[59] - values[0];
    boolean ours = random.nextInt(4) > 0;
    return new RttSummary(
        values[0],
        values[59],
        values[30],
        spread * random.nextDouble(),
        ours ? quantiles.get(5) : null,
        ours ? quantiles : List.of(),
        ours && random.nextBoolean() ? spread / 3 : null,
        ours ? (Double) (spread / 2) : null);
  }

  private String schedule() {
    return random.nextBoolean() ? "mesh" : "s." + random.nextInt(4);
  }

  private long other() {
    return random.nextInt(4) == 0 ? number(1_000_000_000) : 0;
  }

  private long number(long most) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> most;
      default -> (long) (random.nextDouble() * most);
    };
  }

  private Instant time() {
    return switch (random.nextInt(12)) {
      case 0 -> Instant.parse("0000-01-01T00:00:00Z");
      case 1 -> Instant.parse("9999-12-31T23:59:59.999999Z");
      default -> Results.TIME.plusNanos(random.nextInt(1_000_000) * 1_000L);
    };
  }
}
