package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;

class BodyCodecTest {
  private static final String JSON =
      "{\"name\":\"p2-ixpqos\",\"proto\":4,\"address\":\"10.0.0.2\",\"pinged\":true,"
          + "\"ping_min\":0.412,\"ping_max\":0.533,\"note\":\"Zürich – Genève\"}";

  private final BodyCodec codec = new BodyCodec();

  @Test
  void readsBackWhatItWrote() throws DataFormatException {
    assertEquals(JSON, codec.decode(codec.encode(JSON)));
    assertEquals("", codec.decode(codec.encode("")));
    String large = JSON.repeat(1000);
    assertEquals(large, codec.decode(codec.encode(large)));
    assertEquals(JSON, codec.decode(codec.encode(JSON)));
  }

  @Test
  void aDamagedByteIsSeenOrChangesNothing() {
    byte[] good = codec.encode(JSON);
    int seen = 0;
    for (int i = 0; i < good.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = good.clone();
        damaged[i] ^= (byte) (1 << bit);
        try {
          assertEquals(JSON, codec.decode(damaged));
        } catch (DataFormatException | IllegalArgumentException e) {
          seen++;
        }
      }
    }
    assertTrue(seen > good.length * 8 * 0.9, seen + " of " + good.length * 8);
  }

  @Test
  void anEntryTakesAThirdOfItsJson() {
    String row =
        "{\"name\":\"p7-ixpqos\",\"proto\":4,\"address\":\"10.9.0.7\",\"pinged\":true,\"ping_min\":0.402113,"
            + "\"ping_max\":0.913212,\"ping_avg\":0.455311,\"ping_jitter\":0.031121,\"ping_median\":0.441002,"
            + "\"ping_quantiles\":[0.403,0.411,0.421,0.430,0.436,0.441,0.447,0.455,0.465,0.511,0.702],"
            + "\"ping_ipdv\":0.021,\"ping_pdv95\":0.300,\"ping_loss\":0.016667,"
            + "\"time\":\"2026-11-22T10:00:00.123456Z\",\"schedule\":\"mesh\",\"size\":56,\"dscp\":0,"
            + "\"local_drops\":0,\"scheduled\":60,\"sent\":60,\"received\":59,\"lost\":1,\"late\":0,"
            + "\"send_errors\":0,\"not_sent\":0,\"duplicates\":0,\"reordered\":0,"
            + "\"timestamps\":\"kernel-tx-rx\","
            + "\"clock\":{\"synchronised\":true,\"error_us\":120,\"stepped\":false}}";
    int bytes = codec.encode(row).length;
    assertTrue(bytes * 3 < row.length(), bytes + " of " + row.length());
  }
}
