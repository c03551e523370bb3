package org.ixpqos.collector;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.ixpqos.model.Gap;
import org.ixpqos.model.wire.WireCodec;

/** A malformed body. */
public final class FuzzedUpload {
  private static final String[] VALUES = {
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "1e999",
    "-1e-999",
    "9223372036854775808",
    "0.1",
    "4294967296",
    "\"\"",
    "\"\\u0000\"",
    "\"2026-11-22T10:00:00Z\"",
    "\"-999999999-01-01T00:00:00Z\"",
    "\"9999-12-31T23:59:59.999999999+18:00\"",
    "[]",
    "{}",
    "[[[[]]]]",
    "{\"a\":{\"a\":{\"a\":{}}}}",
    "[null,1,\"x\"]",
    "\"../../etc\"",
    "\"p1\"",
    "1000000",
    "1000000000",
    "3600000.0000001",
    "\"\u202e\uffff\"",
    "\"\\ud800\"",
    "\"\u0007\"",
    "[1e308,1e308]",
    "[{\"state\":1}]",
  };
  private static final String[] KEYS = {
    "name",
    "proto",
    "address",
    "pinged",
    "ping_min",
    "ping_max",
    "ping_avg",
    "ping_jitter",
    "ping_median",
    "ping_quantiles",
    "ping_ipdv",
    "ping_pdv95",
    "ping_loss",
    "time",
    "schedule",
    "scheduled",
    "sent",
    "received",
    "lost",
    "late",
    "send_errors",
    "not_sent",
    "duplicates",
    "reordered",
    "timestamps",
    "local_drops",
    "clock",
    "size",
    "dscp",
    "reasons",
    "new",
    "",
  };

  private final byte[] bytes;
  private final boolean gzip;
  private final int rows;
  private final BitSet touched;

  private FuzzedUpload(byte[] bytes, boolean gzip, int rows, BitSet touched) {
    this.bytes = bytes;
    this.gzip = gzip;
    this.rows = rows;
    this.touched = touched;
  }

  /** What is sent. */
  public byte[] bytes() {
    return bytes;
  }

  /** What is sent, as text, as far as it is one. */
  public String text() {
    try (InputStream plain = new ByteArrayInputStream(bytes);
        InputStream in = gzip ? new GZIPInputStream(plain) : plain) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e + " " + new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** Whether it is gzip, or claims to be. */
  public boolean gzip() {
    return gzip;
  }

  /** How many rows there are; negative where the text may be no upload at all. */
  public int rows() {
    return rows;
  }

  /** Whether a row may be wrong; the others are good. */
  public boolean isTouched(int row) {
    return touched.get(row);
  }

  /** One of four kinds: wrong values, wrong text, wrong gzip, wrong bytes throughout. */
  public static FuzzedUpload next(Random random, Instant now) throws IOException {
    int kind = random.nextInt(10);
    if (kind == 0) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return new FuzzedUpload(noise, random.nextBoolean(), -1, new BitSet());
    }
    BitSet touched = new BitSet();
    int count = random.nextInt(4);
    String text = text(random, now, count, touched);
    boolean gzip = random.nextBoolean();
    if (kind < 6) {
      byte[] plain = text.getBytes(StandardCharsets.UTF_8);
      return new FuzzedUpload(gzip ? TestingCollector.gzip(text) : plain, gzip, count, touched);
    }
    byte[] damaged = damage(random, text.getBytes(StandardCharsets.UTF_8));
    if (gzip && kind < 8) {
      damaged = damage(random, TestingCollector.gzip(text));
    } else if (gzip) {
      damaged = TestingCollector.gzip(new String(damaged, StandardCharsets.ISO_8859_1));
    }
    return new FuzzedUpload(damaged, gzip, -1, touched);
  }

  private static String text(Random random, Instant now, int count, BitSet touched) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String row =
          random.nextInt(3) == 0
              ? TestingResults.ORIGINAL
              : WireCodec.encode(
                  TestingResults.row(now.minusSeconds(i), "p" + i, random.nextInt(61)));
      if (random.nextBoolean()) {
        touched.set(i);
        row = spoil(random, row);
      }
      rows.add(row);
    }
    String extra = random.nextInt(4) == 0 ? ", \"new\": " + value(random) : "";
    String gaps =
        random.nextInt(4) == 0
            ? ", \"gaps\": ["
                + WireCodec.encode(new Gap(now.minusSeconds(9), now, Gap.CRASHED, "", 1))
                + "]"
            : "";
    return "{\"source\": \"p1\", \"probes\": ["
        + String.join(", ", rows)
        + "]"
        + gaps
        + extra
        + "}";
  }

  private static String spoil(Random random, String row) {
    if (random.nextInt(8) == 0) {
      return value(random);
    }
    JsonObject object = JsonParser.parseString(row).getAsJsonObject();
    StringBuilder spoiled = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      String key = KEYS[random.nextInt(KEYS.length)];
      if (random.nextInt(8) > 0) { // or it is there twice
        object.remove(key);
      }
      // what Python writes and JSON does not have costs a number's row alone
      boolean number = key.equals("ping_min") || key.equals("ping_loss") || key.equals("lost");
      spoiled.append(",\"").append(key).append("\":");
      spoiled.append(number && random.nextInt(4) == 0 ? "NaN" : value(random));
    }
    String rest = object.toString();
    return rest.substring(0, rest.length() - 1)
        + (object.size() == 0 ? spoiled.substring(1) : spoiled)
        + '}';
  }

  /** Of what JSON has (RFC 8259). */
  private static String value(Random random) {
    return VALUES[random.nextInt(VALUES.length)];
  }

  private static byte[] damage(Random random, byte[] sound) {
    byte[] bytes = sound.clone();
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) "{}[]\",:-e\\0".charAt(random.nextInt(11));
        default -> {
          int length = 1 + random.nextInt(Math.max(1, bytes.length));
          byte[] next = new byte[length];
          for (int j = 0; j < length; j++) {
            next[j] = bytes[(at + j) % bytes.length];
          }
          if (random.nextInt(8) == 0) {
            bytes = next;
          }
        }
      }
    }
    return bytes;
  }
}
