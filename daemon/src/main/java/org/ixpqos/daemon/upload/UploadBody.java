package org.ixpqos.daemon.upload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import org.ixpqos.cli.Version;
import org.ixpqos.daemon.buffer.Buffer.Batch;
import org.ixpqos.daemon.buffer.Buffer.Numbered;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireCodec;

/** The body of a request, out of a batch or a part of it. */
final class UploadBody {
  private UploadBody() {}

  static String of(Batch batch, List<Numbered> part, ProbeHealth health) {
    Upload upload =
        new Upload(
            batch.source(),
            name(batch.epoch(), part),
            batch.epoch(),
            part.get(0).number(),
            Version.current(),
            health,
            List.of(),
            List.of());
    return WireCodec.encode(
        upload, json(ofKind(part, BufferEntry.Kind.ROW)), json(ofKind(part, BufferEntry.Kind.GAP)));
  }

  /** The entries that stand in one of the body's arrays, in its order. */
  static List<Numbered> ofKind(List<Numbered> part, BufferEntry.Kind kind) {
    return part.stream().filter(entry -> entry.entry().kind() == kind).toList();
  }

  private static List<String> json(List<Numbered> entries) {
    return entries.stream().map(entry -> entry.entry().json()).toList();
  }

  /**
   * The same entries have the same name each time they are sent, also after a restart: a UUID of
   * version 8 (RFC 9562) out of what they are.
   */
  private static UUID name(String epoch, List<Numbered> part) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(epoch.getBytes(StandardCharsets.US_ASCII));
      for (Numbered entry : part) {
        digest.update(Long.toString(entry.number()).getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) ' ');
      }
      ByteBuffer hash = ByteBuffer.wrap(digest.digest());
      long version = (hash.getLong() & ~0xf000L) | 0x8000L;
      long variant = (hash.getLong() >>> 2) | (1L << 63);
      return new UUID(version, variant);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
