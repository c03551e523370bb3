package org.ixpqos.collector.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.model.StoredCounts;
import org.ixpqos.collector.store.format.ResultBlob;
import org.ixpqos.collector.store.format.ResultChunk;
import org.ixpqos.model.Gap;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.SchedulePeriods;
import org.ixpqos.model.wire.WireTime;
import org.ixpqos.service.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes uploads into the tables, within a transaction of its caller; owned by its thread. */
final class UploadWriter {
  private static final Logger log = LoggerFactory.getLogger(UploadWriter.class);

  /** The maximum of gaps of one probe; above it, the oldest are deleted. */
  private static final int MAX_GAPS = 100_000;

  private record KnownPair(int id, String address) {}

  private final PreparedStatement findPair;
  private final PreparedStatement addPair;
  private final BlockInsert addRows;
  private final BlockInsert setLatest;
  private final HotSpans spans;
  private final BlockChanges changes;
  private final PreparedStatement addGap;
  private final PreparedStatement addBatch;
  private final PreparedStatement findBatch;
  private final PreparedStatement setProbe;
  private final PreparedStatement findChunk;
  private final PreparedStatement addConfiguration;
  private final PreparedStatement trimConfigurations;
  private final PreparedStatement trimGaps;
  private final Map<Pair, KnownPair> pairs = new HashMap<>();

  /** Null while there is no sink: then rounds are stored alone. */
  private OutboxWriter outbox;

  /**
   * The digest of the stored parts of an upload, without the probe's health, which changes from try
   * to try.
   */
  private final MessageDigest content = Sha256.digest();

  /** The newest hour of which something is sealed; microseconds since 1970 of its end. */
  private long sealedUntil;

  UploadWriter(Connection connection, ReadCaches caches) throws SQLException {
    findPair =
        connection.prepareStatement(
            "SELECT id, address FROM pair"
                + " WHERE source = ? AND target = ? AND proto = ? AND schedule = ?");
    addPair =
        connection.prepareStatement(
            // the id of a pair that was moved or deleted is never reused
            "INSERT INTO pair (id, source, target, proto, schedule, address) VALUES (max("
                + "coalesce((SELECT max(id) FROM pair), 0),"
                + " coalesce((SELECT max(id) FROM moved_pair), 0)) + 1, ?, ?, ?, ?, ?)"
                + " RETURNING id, address");
    addRows = new BlockInsert(connection, "INSERT OR IGNORE INTO raw_hot (time, pair, d)", "");
    setLatest =
        new BlockInsert(
            connection,
            "INSERT INTO latest (time, pair, d)",
            " ON CONFLICT (pair) DO UPDATE SET previous = time, time = excluded.time,"
                + " d = excluded.d WHERE excluded.time > time");
    spans = new HotSpans(connection);
    addGap =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO gap (source, from_time, until_time, schedule, reason, rounds)"
                + " VALUES (?, ?, ?, ?, ?, ?)");
    addBatch =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO batch (id, source, epoch, seq, hash, received)"
                + " VALUES (?, ?, ?, ?, ?, ?)");
    findChunk = connection.prepareStatement("SELECT d FROM raw_chunk WHERE hour = ? AND pair = ?");
    addConfiguration =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO configuration (source, since, version, configuration)"
                + " SELECT ?1, ?2, ?3, ?4 WHERE (?3, ?4) IS NOT"
                + " (SELECT version, configuration FROM configuration WHERE source = ?1"
                + " ORDER BY since DESC LIMIT 1)");
    trimConfigurations =
        connection.prepareStatement(
            "DELETE FROM configuration WHERE source = ?1 AND since <="
                + " (SELECT since FROM configuration WHERE source = ?1"
                + " ORDER BY since DESC LIMIT 1 OFFSET 200)");
    trimGaps =
        connection.prepareStatement(
            "DELETE FROM gap WHERE source = ?1 AND from_time <="
                + " (SELECT from_time FROM gap WHERE source = ?1"
                + " ORDER BY from_time DESC LIMIT 1 OFFSET "
                + MAX_GAPS
                + ")");
    findBatch = connection.prepareStatement("SELECT hash FROM batch WHERE id = ?");
    setProbe =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO probe (source, last_seen, skew, started, version, epoch, seq,"
                + " backlog, dropped, local_drops, configuration, periods, stopped)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    sealed(number(connection, "SELECT max(hour) FROM raw_chunk"));
    long newest = Math.max(sealedUntil, number(connection, "SELECT max(time) FROM raw_hot"));
    changes = new BlockChanges(connection, caches, newest);
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      return result.getLong(1);
    }
  }

  /** A part of an hour is sealed from now on. */
  void sealed(long hour) {
    sealedUntil = Math.max(sealedUntil, (hour + 1) * Resolution.HOUR.micros);
  }

  /** Sets whether new rounds are kept for sinks too. */
  void fillOutbox(Connection connection, boolean fill) throws SQLException {
    outbox = fill ? new OutboxWriter(connection, addRows) : null;
  }

  /** Clears its copy of the tables' state; after a rollback. */
  void forget() {
    pairs.clear();
    changes.forget();
  }

  /** Clears the cached ids of pairs, from within a change that moved some. */
  void forgetPairs() throws SQLException {
    pairs.clear();
    changes.renamed();
  }

  /** Other changes of rounds than uploads are recorded there too. */
  BlockChanges changes() {
    return changes;
  }

  StoredCounts write(ReceivedUpload received) throws SQLException {
    Upload upload = received.upload();
    content.reset();
    long accepted = writeRows(received);
    accepted += writeGaps(upload);
    boolean conflict = upload.batch() != null && !writeBatch(received);
    writeProbe(received);
    long all = (long) upload.rows().size() + upload.gaps().size();
    return new StoredCounts(accepted, all - accepted, conflict);
  }

  /** How many rows are new. */
  private long writeRows(ReceivedUpload received) throws SQLException {
    Upload upload = received.upload();
    List<BlockInsert.Round> rounds = new ArrayList<>();
    List<OpenBlocks.Added> added = new ArrayList<>();
    Set<Long> slices = new TreeSet<>();
    for (int i = 0; i < upload.rows().size(); i++) {
      RoundResult row = upload.rows().get(i);
      KnownPair pair = known(received.pairs().get(i), row);
      long time = WireTime.micros(row.time());
      byte[] blob = ResultBlob.encode(row, pair.address());
      content.update(ByteBuffer.allocate(12).putLong(time).putInt(pair.id()).flip());
      content.update(blob);
      if (!isSealed(time, pair.id())) {
        rounds.add(new BlockInsert.Round(time, pair.id(), blob));
        added.add(new OpenBlocks.Added(pair.id(), time, row));
        slices.add(Math.floorDiv(time, Blocks.SLICE_MICROS));
      }
    }
    long accepted =
        outbox == null ? addRows.put(rounds) : outbox.put(rounds, WireTime.micros(received.at()));
    if (accepted > 0) {
      setLatest.put(rounds);
      spans.add(upload.source(), rounds);
      changes.write(slices, accepted == rounds.size() ? added : null);
    }
    return accepted;
  }

  /** Whether the round is among those that are sealed. */
  boolean isSealed(long time, int pair) throws SQLException {
    if (time >= sealedUntil) {
      return false;
    }
    findChunk.setLong(1, Resolution.HOUR.of(time));
    findChunk.setInt(2, pair);
    try (ResultSet result = findChunk.executeQuery()) {
      return result.next() && ResultChunk.has(result.getBytes(1), time);
    }
  }

  private KnownPair known(Pair pair, RoundResult row) throws SQLException {
    KnownPair known = pairs.get(pair);
    if (known == null) {
      known = ask(findPair, pair);
      if (known == null) {
        addPair.setString(5, row.address());
        known = ask(addPair, pair);
      }
      pairs.put(pair, known);
    }
    return known;
  }

  private static KnownPair ask(PreparedStatement statement, Pair pair) throws SQLException {
    statement.setString(1, pair.source());
    statement.setString(2, pair.target());
    statement.setInt(3, pair.proto());
    statement.setString(4, pair.schedule());
    try (ResultSet result = statement.executeQuery()) {
      return result.next() ? new KnownPair(result.getInt(1), result.getString(2)) : null;
    }
  }

  private long writeGaps(Upload upload) throws SQLException {
    long accepted = 0;
    for (Gap gap : upload.gaps()) {
      accepted += writeGap(upload.source(), gap) ? 1 : 0;
    }
    if (accepted > 0) {
      trimGaps.setString(1, upload.source());
      int deleted = trimGaps.executeUpdate();
      if (deleted > 0) {
        log.warn(
            "{} reported more than {} gaps, the oldest {} are not kept any more; see why it does"
                + " not measure",
            upload.source(),
            MAX_GAPS,
            deleted);
      }
    }
    return accepted;
  }

  private boolean writeGap(String source, Gap gap) throws SQLException {
    content.update(gap.toString().getBytes(StandardCharsets.UTF_8));
    addGap.setString(1, source);
    addGap.setLong(2, WireTime.micros(gap.from()));
    addGap.setLong(3, WireTime.micros(gap.until()));
    addGap.setString(4, gap.schedule());
    addGap.setString(5, gap.reason());
    addGap.setLong(6, gap.rounds());
    return addGap.executeUpdate() == 1;
  }

  /** Whether the batch is new, or the same as it was before. */
  private boolean writeBatch(ReceivedUpload received) throws SQLException {
    Upload upload = received.upload();
    String id = upload.batch().toString();
    String hash = HexFormat.of().formatHex(content.digest());
    addBatch.setString(1, id);
    addBatch.setString(2, upload.source());
    addBatch.setString(3, upload.epoch());
    addBatch.setLong(4, upload.seq());
    addBatch.setString(5, hash);
    addBatch.setLong(6, WireTime.micros(received.at()));
    if (addBatch.executeUpdate() == 1) {
      return true;
    }
    findBatch.setString(1, id);
    try (ResultSet result = findBatch.executeQuery()) {
      return result.next() && hash.equals(result.getString(1));
    }
  }

  private void writeProbe(ReceivedUpload received) throws SQLException {
    Upload upload = received.upload();
    ProbeHealth health = upload.health();
    long at = WireTime.micros(received.at());
    setProbe.setString(1, upload.source());
    setProbe.setLong(2, at);
    setProbe.setObject(3, health == null ? null : (Long) (WireTime.micros(health.sentAt()) - at));
    setProbe.setObject(4, health == null ? null : (Long) WireTime.micros(health.startedAt()));
    setProbe.setString(5, upload.version());
    setProbe.setString(6, upload.epoch());
    setProbe.setLong(7, upload.seq());
    setProbe.setLong(8, health == null ? 0 : health.backlog());
    setProbe.setLong(9, health == null ? 0 : health.dropped());
    setProbe.setLong(10, health == null ? 0 : health.localDrops());
    setProbe.setString(11, health == null ? "" : health.configuration());
    setProbe.setString(12, health == null ? "" : SchedulePeriods.text(health.periods()));
    setProbe.setString(13, health == null ? "" : health.stopping());
    setProbe.executeUpdate();
    if (health != null) {
      writeConfiguration(upload.source(), at, upload.version(), health.configuration());
    }
  }

  private void writeConfiguration(String source, long since, String version, String configuration)
      throws SQLException {
    addConfiguration.setString(1, source);
    addConfiguration.setLong(2, since);
    addConfiguration.setString(3, version);
    addConfiguration.setString(4, configuration);
    if (addConfiguration.executeUpdate() == 1) {
      trimConfigurations.setString(1, source);
      trimConfigurations.executeUpdate();
    }
  }
}
