package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteConfig;

/**
 * The cursors of up to four collectors against a simple model: rows are appended, delivered at
 * different speeds, refused, postponed and dropped, while collectors come and go and the daemon
 * restarts. Each collector gets each row or a gap with its count; no gap counts a row that was not
 * dropped, and no good buffer is called corrupt.
 *
 * <p>{@code -Dixpqos.cursors=1000000} makes as many steps.
 */
class CursorModelTest extends BufferTesting {
  private static final int STEPS = Integer.getInteger("ixpqos.cursors", 100_000);
  private static final List<String> NAMES = List.of("a", "b", "c", "d");

  /** The rows that one collector has to get, and the gaps that it got. */
  private static final class Model {
    final Set<Integer> rows = new TreeSet<>();
    long dropped; // rows that a gap must count
    long reported;
  }

  private final Random random = new Random(Long.getLong("ixpqos.seed", 20_261_126));
  private final SortedMap<String, Model> models = new TreeMap<>();
  private final Map<String, Buffer.Batch> inFlight = new HashMap<>();
  private BufferFile file;
  private SqliteBuffer buffer;
  private Set<Integer> inBuffer = new TreeSet<>();
  private int rows;
  private String trace = "";

  @Test
  void everyRowIsDeliveredOrReportedToEachCollector() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    file = BufferFile.open(config.createConnection("jdbc:sqlite::memory:"));
    configure(Set.of("a"));
    int left = STEPS;
    while (left > 0) {
      int run = Math.min(left, 2_000);
      for (int i = 0; i < run; i++) {
        step();
      }
      left -= run;
      drainAll();
    }
  }

  private void step() throws SQLException {
    int what = random.nextInt(100);
    trace = "step " + what;
    if (what < 30) {
      append(1 + random.nextInt(6));
    } else if (what < 60) {
      take();
    } else if (what < 85) {
      settle();
    } else if (what < 92) {
      some().ifPresent(this::fellBehind);
    } else if (what < 95) {
      some().ifPresent(this::release);
    } else if (what < 97) {
      drop();
    } else if (what < 99) {
      restart(models.keySet());
    } else {
      Set<String> next = new HashSet<>();
      NAMES.stream().filter(name -> random.nextInt(2) == 0).forEach(next::add);
      restart(next);
    }
    check();
  }

  private void append(int count) throws SQLException {
    Buffer.Additions additions = entries(clock.instant(), rows, rows + count - 1);
    buffer.append(additions);
    for (int i = rows; i < rows + count; i++) {
      inBuffer.add(i);
      for (Model model : models.values()) {
        model.rows.add(i);
      }
    }
    rows += count;
  }

  private Optional<String> some() {
    List<String> names = List.copyOf(models.keySet());
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(names.get(random.nextInt(names.size())));
  }

  /** Two speeds: the first two take a few entries at a time, the others many. */
  private void take() throws SQLException {
    Optional<String> name = some();
    if (name.isPresent() && !inFlight.containsKey(name.get())) {
      int most = name.get().compareTo("b") <= 0 ? 1 + random.nextInt(5) : 50;
      buffer
          .next(name.get(), random.nextBoolean(), most)
          .ifPresent(batch -> inFlight.put(name.get(), batch));
    }
  }

  private void settle() throws SQLException {
    if (inFlight.isEmpty()) {
      return;
    }
    List<String> names = List.copyOf(new TreeSet<>(inFlight.keySet()));
    String name = names.get(random.nextInt(names.size()));
    Buffer.Batch batch = inFlight.remove(name);
    if (random.nextInt(4) == 0) {
      return; // the request failed
    }
    acknowledge(name, batch, random.nextInt(6) == 0);
  }

  private void acknowledge(String name, Buffer.Batch batch, boolean somePostponed)
      throws SQLException {
    List<Buffer.Numbered> postponed = new ArrayList<>();
    Model model = models.get(name);
    for (Buffer.Numbered each : batch.entries()) {
      if (somePostponed && random.nextBoolean()) {
        postponed.add(each);
      } else if (each.entry().kind() == BufferEntry.Kind.ROW) {
        int row = Integer.parseInt(each.entry().json());
        if (model != null && !model.rows.remove(row)) {
          late(name, row, model);
        }
      } else if (model != null) {
        reported(model, each);
      }
    }
    buffer.acknowledge(batch, List.of(), postponed);
    forgetDelivered();
  }

  /** A row may be dropped, and counted in a gap, while it is in flight. */
  private static void late(String name, int row, Model model) {
    assertTrue(model.dropped > 0, () -> "row " + row + " twice to " + name);
  }

  private static void reported(Model model, Buffer.Numbered gap) {
    model.reported +=
        JsonParser.parseString(gap.entry().json()).getAsJsonObject().get("rounds").getAsLong();
  }

  private void forgetDelivered() {
    if (!models.isEmpty()) {
      Set<Integer> needed = new TreeSet<>();
      models.values().forEach(model -> needed.addAll(model.rows));
      inBuffer = needed;
    }
  }

  private void fellBehind(String name) {
    try {
      buffer.fellBehind(name);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void release(String name) {
    try {
      buffer.release(name);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void drop() throws SQLException {
    if (inBuffer.isEmpty() || models.isEmpty()) {
      return;
    }
    long upTo =
        file.number(
            "SELECT number FROM entry ORDER BY number LIMIT 1 OFFSET ?",
            random.nextInt(1 + Math.min(20, inBuffer.size() / 2)));
    Set<Integer> gone = new TreeSet<>(rowsUpTo(upTo));
    buffer.drop(upTo);
    file.commit();
    inBuffer.removeAll(gone);
    for (Model model : models.values()) {
      for (int row : gone) {
        model.dropped += model.rows.remove(row) ? 1 : 0;
      }
    }
    inFlight.clear(); // rows in flight may be both counted and delivered: they are not checked
  }

  private List<Integer> rowsUpTo(long number) throws SQLException {
    List<Integer> found = new ArrayList<>();
    EntryTable table = new EntryTable(file);
    long first = file.number("SELECT min(number) FROM entry");
    for (EntryTable.Run run = table.read(first, number, 10_000); run != null; run = null) {
      for (Buffer.Numbered each : run.entries()) {
        if (each.entry().kind() == BufferEntry.Kind.ROW) {
          found.add(Integer.parseInt(each.entry().json()));
        }
      }
    }
    table.end();
    return found;
  }

  private void restart(Set<String> names) throws SQLException {
    Set<String> configured = Set.copyOf(names);
    configure(configured);
    for (String name : configured) {
      if (!models.containsKey(name)) {
        Model model = new Model();
        model.rows.addAll(inBuffer);
        model.dropped = gapsInBuffer();
        models.put(name, model);
      }
    }
    models.keySet().retainAll(configured);
    inFlight.keySet().retainAll(configured);
    forgetDelivered();
  }

  /** A new collector gets the gaps that other collectors have still to get. */
  private long gapsInBuffer() throws SQLException {
    long rounds = 0;
    EntryTable table = new EntryTable(file);
    for (Buffer.Numbered gap : table.gaps(0, Long.MAX_VALUE)) {
      rounds +=
          JsonParser.parseString(gap.entry().json()).getAsJsonObject().get("rounds").getAsLong();
    }
    table.end();
    return rounds;
  }

  private void configure(Set<String> names) throws SQLException {
    long gaps = buffer == null ? 0 : gapsInBuffer();
    buffer =
        SqliteBuffer.open(
            file, config("p1", 1L << 40, names.toArray(String[]::new)), time, OptionalLong.empty());
    if (models.isEmpty() && inBuffer.isEmpty()) {
      names.forEach(name -> models.put(name, new Model()));
      models.values().forEach(model -> model.dropped = gaps);
    }
    clock.add(Duration.ofSeconds(1));
    nanos += SECOND;
  }

  /** Each cursor equals the model's, and every number of it is an entry's. */
  private void check() throws SQLException {
    Map<String, Long> waiting = buffer.status().waiting();
    for (Map.Entry<String, Model> each : models.entrySet()) {
      long gaps = waiting.get(each.getKey()) - each.getValue().rows.size();
      long atMost = file.number("SELECT count(*) FROM entry WHERE kind = 1");
      assertTrue(
          gaps >= 0 && gaps <= atMost,
          () ->
              trace
                  + ": "
                  + each.getKey()
                  + " waits for "
                  + waiting.get(each.getKey())
                  + ", rows of the model "
                  + each.getValue().rows.size()
                  + ", gaps in the file "
                  + atMost);
    }
    assertEquals(inBuffer.size(), file.number("SELECT count(*) FROM entry WHERE kind = 0"), trace);
  }

  /** After all was delivered, the gaps of each count exactly the rows that it did not get. */
  private void drainAll() throws SQLException {
    inFlight.clear();
    for (Map.Entry<String, Model> each : models.entrySet()) {
      release(each.getKey());
      Optional<Buffer.Batch> batch = buffer.next(each.getKey(), random.nextBoolean(), 100);
      while (batch.isPresent()) {
        acknowledge(each.getKey(), batch.get(), false);
        batch = buffer.next(each.getKey(), random.nextBoolean(), 100);
      }
      assertEquals(Set.of(), each.getValue().rows, each.getKey());
      assertEquals(each.getValue().dropped, each.getValue().reported, each.getKey());
    }
    if (!models.isEmpty()) {
      assertEquals(0, file.number("SELECT count(*) FROM entry"));
    }
  }
}
