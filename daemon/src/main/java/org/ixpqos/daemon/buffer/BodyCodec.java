package org.ixpqos.daemon.buffer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The bytes of an entry on disk: its JSON in the zlib format (RFC 1950) with the preset dictionary
 * below, whose checksum detects a damaged body. A body of another dictionary can't be read, so the
 * dictionary never changes without a new schema version.
 */
final class BodyCodec {
  private static final byte[] DICTIONARY =
      ("{\"from\":\"2026-01-01T00:00:00.000000Z\",\"until\":\"2026-01-01T00:00:00.000000Z\","
              + "\"reason\":\"misfired\",\"schedule\":\"mesh\",\"rounds\":0}"
              + "\"reasons\":[{\"state\":\"lost\",\"reason\":\"host-unreachable\",\"from\":\"\",\"count\":1}]"
              + "{\"name\":\"p1-ixpqos\",\"proto\":6,\"address\":\"fe80::1\",\"pinged\":false,"
              + "\"ping_min\":null,\"ping_max\":null,\"ping_avg\":null,\"ping_jitter\":null,"
              + "\"ping_loss\":1.0,"
              + "{\"name\":\"p2-ixpqos\",\"proto\":4,\"address\":\"10.0.0.2\",\"pinged\":true,"
              + "\"ping_min\":0.,\"ping_max\":0.,\"ping_avg\":0.,\"ping_jitter\":0.,"
              + "\"ping_median\":0.,\"ping_quantiles\":[0.,0.,0.,0.,0.,0.,0.,0.,0.,0.,0.],"
              + "\"ping_ipdv\":0.,\"ping_pdv95\":0.,\"ping_loss\":0.0,"
              + "\"time\":\"2026-01-01T00:00:00.000000Z\",\"schedule\":\"mesh\",\"size\":56,"
              + "\"dscp\":0,\"local_drops\":0,"
              + "\"scheduled\":60,\"sent\":60,\"received\":60,\"lost\":0,\"late\":0,"
              + "\"send_errors\":0,\"not_sent\":0,\"duplicates\":0,\"reordered\":0,"
              + "\"timestamps\":\"kernel-tx-rx\","
              + "\"clock\":{\"synchronised\":true,\"error_us\":0,\"stepped\":false}}")
          .getBytes(StandardCharsets.US_ASCII);

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
  private final Inflater inflater = new Inflater();
  private final byte[] chunk = new byte[4096];

  byte[] encode(String json) {
    deflater.reset();
    deflater.setDictionary(DICTIONARY);
    deflater.setInput(json.getBytes(StandardCharsets.UTF_8));
    deflater.finish();
    ByteArrayOutputStream body = new ByteArrayOutputStream(256);
    while (!deflater.finished()) {
      body.write(chunk, 0, deflater.deflate(chunk));
    }
    return body.toByteArray();
  }

  /**
   * The JSON of a body.
   *
   * @throws DataFormatException when the bytes were damaged
   */
  String decode(byte[] body) throws DataFormatException {
    inflater.reset();
    inflater.setInput(body);
    ByteArrayOutputStream json = new ByteArrayOutputStream(1024);
    while (!inflater.finished()) {
      int length = inflater.inflate(chunk);
      json.write(chunk, 0, length);
      if (inflater.needsDictionary()) {
        inflater.setDictionary(DICTIONARY);
      } else if (length == 0 && !inflater.finished()) {
        throw new DataFormatException("the body ends too early");
      }
    }
    return json.toString(StandardCharsets.UTF_8);
  }

  void end() {
    deflater.end();
    inflater.end();
  }
}
