package org.ixpqos.daemon.upload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;
import org.ixpqos.cli.Version;
import org.ixpqos.daemon.buffer.Buffer.Batch;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireCodec;
import org.ixpqos.service.Sha256;

/** The body of a request, out of entries of one batch. */
final class UploadBody {
  private UploadBody() {}

  static String of(List<UploadItem> part, ProbeHealth health) {
    Batch batch = part.get(0).batch();
    Upload upload =
        new Upload(
            batch.source(),
            name(batch.epoch(), part),
            batch.epoch(),
            part.get(0).entry().number(),
            Version.current(),
            health,
            List.of(),
            List.of());
    return WireCodec.encode(
        upload, json(ofKind(part, BufferEntry.Kind.ROW)), json(ofKind(part, BufferEntry.Kind.GAP)));
  }

  /**
   * A body without entries, which reports the probe's state.
   *
   * @param epoch of the buffer
   */
  static String of(String source, String epoch, ProbeHealth health) {
    Upload upload =
        new Upload(
            source, UUID.randomUUID(), epoch, 0, Version.current(), health, List.of(), List.of());
    return WireCodec.encode(upload, List.of(), List.of());
  }

  /** The entries that stand in one of the body's arrays, in its order. */
  private static List<UploadItem> ofKind(List<UploadItem> part, BufferEntry.Kind kind) {
    return part.stream().filter(item -> item.entry().entry().kind() == kind).toList();
  }

  private static List<String> json(List<UploadItem> items) {
    return items.stream().map(item -> item.entry().entry().json()).toList();
  }

  /**
   * The same entries have the same name each time they are sent, also after a restart: a UUID of
   * version 8 (RFC 9562) out of what they are.
   */
  private static UUID name(String epoch, List<UploadItem> part) {
    MessageDigest digest = Sha256.digest();
    digest.update(epoch.getBytes(StandardCharsets.US_ASCII));
    for (UploadItem item : part) {
      digest.update(Long.toString(item.entry().number()).getBytes(StandardCharsets.US_ASCII));
      digest.update((byte) ' ');
    }
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    long version = (hash.getLong() & ~0xf000L) | 0x8000L;
    long variant = (hash.getLong() >>> 2) | (1L << 63);
    return new UUID(version, variant);
  }
}
