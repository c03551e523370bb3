package org.ixpqos.daemon.upload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import okio.ByteString;
import org.ixpqos.cli.Version;
import org.ixpqos.daemon.buffer.Buffer.Batch;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.model.Gap;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.EncodedParts;
import org.ixpqos.model.wire.WireCodec;
import org.ixpqos.model.wire.WireForm;
import org.ixpqos.service.Sha256;

/**
 * The body of a request.
 *
 * @param form in which it is written
 * @param text not compressed
 */
record UploadBody(WireForm form, ByteString text) {
  /**
   * A body out of entries of one batch.
   *
   * @param form the wanted one; entries that a later version wrote are sent as JSON, as they are
   */
  static UploadBody of(List<UploadItem> part, ProbeHealth health, WireForm form) {
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
    List<String> rows = json(part, BufferEntry.Kind.ROW);
    List<String> gaps = json(part, BufferEntry.Kind.GAP);
    return Optional.of(form)
        .filter(WireForm.COLUMNS::equals)
        .flatMap(wanted -> columns(upload, rows, gaps))
        .orElseGet(() -> json(WireCodec.encode(upload, rows, gaps)));
  }

  private static UploadBody json(String text) {
    return new UploadBody(WireForm.JSON, ByteString.encodeUtf8(text));
  }

  /** Empty where one of the entries can't be read as a whole. */
  private static Optional<UploadBody> columns(
      Upload upload, List<String> encodedRows, List<String> encodedGaps) {
    List<RoundResult> rows =
        encodedRows.stream().map(EncodedParts::row).flatMap(Optional::stream).toList();
    List<Gap> gaps = encodedGaps.stream().map(EncodedParts::gap).flatMap(Optional::stream).toList();
    return rows.size() < encodedRows.size() || gaps.size() < encodedGaps.size()
        ? Optional.empty()
        : Optional.of(
            new UploadBody(
                WireForm.COLUMNS, ByteString.of(WireCodec.encodeColumns(upload.with(rows, gaps)))));
  }

  /**
   * A body without entries, which reports the probe's state.
   *
   * @param epoch of the buffer
   */
  static UploadBody of(String source, String epoch, ProbeHealth health) {
    Upload upload =
        new Upload(
            source, UUID.randomUUID(), epoch, 0, Version.current(), health, List.of(), List.of());
    return json(WireCodec.encode(upload, List.of(), List.of()));
  }

  /** The entries that stand in one of the body's arrays, in its order. */
  private static List<String> json(List<UploadItem> part, BufferEntry.Kind kind) {
    return part.stream()
        .map(item -> item.entry().entry())
        .filter(entry -> entry.kind() == kind)
        .map(BufferEntry::json)
        .toList();
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
