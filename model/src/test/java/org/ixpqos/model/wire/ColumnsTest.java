package org.ixpqos.model.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.UploadReader.Reading;
import org.junit.jupiter.api.Test;

/** The columns of an upload are its JSON in another form. */
class ColumnsTest {
  private static final int SEEDS = 500;

  /** More than all that a byte of a body may cost, and what a reader begins with. */
  private static final long BYTES_OF_A_BYTE = 1_000;

  private static final HexFormat HEX = HexFormat.of();

  private static Reading json(Upload upload) throws IOException {
    String text =
        WireCodec.encode(
            upload,
            upload.rows().stream().map(WireCodec::encode).toList(),
            upload.gaps().stream().map(WireCodec::encode).toList());
    return new UploadReader(Results.TIME, () -> {}).read(new StringReader(text));
  }

  private static Reading columns(byte[] body) throws IOException {
    return new UploadReader(Results.TIME, () -> {}).readColumns(body);
  }

  /** Row by row, which names the one that differs. */
  private static void assertSame(Reading expected, Reading found, String what) {
    assertEquals(expected.rejected(), found.rejected(), what);
    List<RoundResult> rows = expected.upload().rows();
    for (int i = 0; i < Math.min(rows.size(), found.upload().rows().size()); i++) {
      assertEquals(rows.get(i), found.upload().rows().get(i), what);
    }
    assertEquals(expected, found, what);
  }

  @Test
  void bothFormsOfAnUploadAreReadAsTheSame() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Upload upload = new RandomUploads(seed).next();
      Reading json = json(upload);
      assertSame(json, columns(WireCodec.encodeColumns(upload)), "seed " + seed);
      assertEquals(List.of(), json.rejected(), "seed " + seed);
      assertEquals(upload.rows().size(), json.upload().rows().size());
      assertEquals(upload.gaps(), json.upload().gaps());
      assertEquals(
          json.upload(),
          columns(WireCodec.encodeColumns(json.upload())).upload(),
          "what was read is written as the same, seed " + seed);
    }
  }

  @Test
  void encodedPartsAreReadAsTheyWere() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      RandomUploads uploads = new RandomUploads(seed);
      Upload upload = json(uploads.next()).upload();
      for (var row : upload.rows()) {
        assertEquals(Optional.of(row), EncodedParts.row(WireCodec.encode(row)));
      }
      for (Gap gap : upload.gaps()) {
        assertEquals(Optional.of(gap), EncodedParts.gap(WireCodec.encode(gap)));
      }
    }
  }

  @Test
  void partsOfALaterVersionAreNotReadAsWhole() {
    String row = WireCodec.encode(Results.measured());
    assertTrue(EncodedParts.row(row).isPresent());
    assertTrue(EncodedParts.row(row.replace("{\"name\"", "{\"new\":1,\"name\"")).isEmpty());
    assertTrue(EncodedParts.row(row.replace("\"stepped\"", "\"new\"")).isEmpty());
    assertTrue(EncodedParts.row(row.replace("\"time\"", "\"of\"")).isEmpty());
    assertTrue(EncodedParts.row(row.replace("\"pinged\":true", "\"pinged\":1")).isEmpty());
    assertTrue(EncodedParts.row(row.substring(1)).isEmpty());
    assertTrue(EncodedParts.gap("{\"from\":1}").isEmpty());
  }

  private static Upload golden() {
    return new Upload(
        "p1",
        new UUID(1, 2),
        "e1",
        4711,
        "0.1.0",
        null,
        List.of(Results.measured(), Results.lost(), Results.measured()),
        List.of(new Gap(Results.TIME, Results.TIME.plusSeconds(1), Gap.STOPPED, "", 0)));
  }

  /** The form can't change by accident: daemons and collectors of other versions have it too. */
  @Test
  void theBytesAreThoseOfTheFile() throws IOException {
    String file;
    try (var in = ColumnsTest.class.getResourceAsStream("columns.hex")) {
      file = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
    }
    byte[] body = HEX.parseHex(file.replaceAll("#.*|\\s", ""));
    assertEquals(HEX.formatHex(body), HEX.formatHex(WireCodec.encodeColumns(golden())));
    assertEquals(json(golden()), columns(body));
  }

  @Test
  void aBodyThatEndsTooEarlyIsNoUpload() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      byte[] body = WireCodec.encodeColumns(new RandomUploads(seed).next());
      for (int length = 0; length < body.length; length++) {
        byte[] cut = Arrays.copyOf(body, length);
        assertThrows(BadUploadException.class, () -> columns(cut));
      }
    }
  }

  /** {@code -Dixpqos.fuzz=10000000} is the long form. */
  @Test
  void aDamagedBodyIsReadOrRefused() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int refused = 0;
    int rows = 0;
    for (int i = 0; i < Integer.getInteger("ixpqos.fuzz", 100_000); ) {
      byte[] sound = WireCodec.encodeColumns(new RandomUploads(random.nextLong(), 5).next());
      for (int j = 0; j < 500; j++, i++) {
        byte[] body = damaged(random, sound);
        try {
          Reading reading = columns(body);
          rows += reading.rejected().isEmpty() ? 0 : 1;
        } catch (BadUploadException e) {
          refused++;
          assertTrue(!e.getMessage().isEmpty() && e.getMessage().length() < 400, e.getMessage());
        } catch (UploadTooLargeException e) {
          refused++;
        } catch (RuntimeException | StackOverflowError e) {
          throw new AssertionError("seed " + seed + ": " + HEX.formatHex(body), e);
        }
      }
    }
    assertTrue(refused > 0 && rows > 0, refused + " refused, " + rows + " with refused rows");
  }

  private static byte[] damaged(Random random, byte[] sound) {
    byte[] body = sound.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(body.length);
      body[at] =
          (byte)
              (random.nextBoolean()
                  ? body[at] ^ 1 << random.nextInt(8)
                  : random.nextInt(4) == 0 ? 0x9b : random.nextInt(256));
    }
    return body;
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void noLengthThatIsClaimedIsBelieved() throws IOException {
    String begin = "a2" + "66736f75726365" + "627031" + "6670726f626573"; // source: p1, probes:
    String times = "a1" + "6474696d65"; // time:
    for (String claims :
        List.of(
            times + "9b7fffffffffffffff",
            times + "9bffffffffffffffff",
            times + "9a7fffffff00",
            times + "5b7fffffffffffffff",
            times + "7b7fffffffffffffff",
            "bb7fffffffffffffff",
            "ba7fffffff",
            "a2" + "657465787473" + "9a7fffffff" + "6474696d65" + "80",
            times + "81".repeat(100_000),
            times + "9f".repeat(100_000),
            times + "c1".repeat(100_000))) {
      byte[] body = HEX.parseHex(begin + claims);
      long before = allocated();
      assertThrows(BadUploadException.class, () -> columns(body), claims);
      assertTrue(allocated() - before < 1 << 20, "allocated for " + claims);
    }
  }

  /** A row has a byte at the least, its time. */
  @Test
  void whatIsReadIsAMultipleOfWhatWasSent() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      byte[] body = WireCodec.encodeColumns(new RandomUploads(seed).next());
      long before = allocated();
      columns(body);
      long bytes = allocated() - before;
      assertTrue(bytes < 65_536 + BYTES_OF_A_BYTE * body.length, bytes + " of " + body.length);
    }
  }
}
