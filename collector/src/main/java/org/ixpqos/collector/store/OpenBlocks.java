package org.ixpqos.collector.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.model.RoundResult;

/**
 * The aggregates of each pair's rounds in the hours and slices that rounds still arrive for: kept
 * up to date with each commit, so that no reader reads the same rounds again. Only the newest
 * blocks are kept, which bounds the memory by the number of pairs. Thread-safe; the writer waits
 * for a reader for the time that a sixteenth of the pairs takes.
 *
 * @param <A> the aggregate of one pair's rounds, such as a rollup
 */
final class OpenBlocks<A> {
  private static final int STRIPES = 16;

  /** A reader that is ahead of the writer's notes waits so long for them, milliseconds. */
  private static final long PATIENCE_MS = 100;

  /**
   * An hour or a slice.
   *
   * @param tier a tier's table, or the name of the slices
   * @param micros its length
   * @param t its number
   */
  record Block(String tier, long micros, long t) {
    boolean has(long time) {
      return time >= t * micros && time < (t + 1) * micros;
    }
  }

  /** How many blocks of each tier are kept, the newest: what ten minutes ago may be in. */
  private static final int KEPT = 3;

  /**
   * Of rounds that may come while a reader goes through those before; some minutes of 200 probes.
   */
  private static final int MAX_NOTED = 100_000;

  /**
   * A round that was stored.
   *
   * @param time when it started, microseconds since 1970
   */
  record Added(int pair, long time, RoundResult row) {}

  /**
   * What one upload changed.
   *
   * @param number of the change
   * @param touched the blocks that have a round of it
   * @param begun those of them that had no round before
   * @param rounds all new ones; null where it is not known which of an upload's rounds were new
   */
  record Commit(long number, Collection<Block> touched, Set<Block> begun, List<Added> rounds) {}

  /** One in {@link #STRIPES} of a block's pairs, each at its place: the ids of pairs are dense. */
  private static final class Stripe<A> {
    private final int number;
    private final List<A> places = new ArrayList<>();

    private Stripe(int number) {
      this.number = number;
    }

    private void put(int pair, A one) {
      int place = pair / STRIPES;
      while (places.size() <= place) {
        places.add(null);
      }
      places.set(place, one);
    }

    /** Null where the pair has none. */
    private A get(int pair) {
      int place = pair / STRIPES;
      return place < places.size() ? places.get(place) : null;
    }

    private void forEach(BiConsumer<Integer, A> sink) {
      for (int place = 0; place < places.size(); place++) {
        A one = places.get(place);
        if (one != null) {
          sink.accept(place * STRIPES + number, one);
        }
      }
    }
  }

  private final class Open {
    private final Block block;

    // changed and newest are guarded by the OpenBlocks, each stripe by itself
    private long changed;
    private long newest = Long.MIN_VALUE;
    private final IntFunction<A> fresh;
    private final List<Stripe<A>> stripes = new ArrayList<>(STRIPES);

    private Open(Block block, IntFunction<A> fresh) {
      this.block = block;
      this.fresh = fresh;
      for (int i = 0; i < STRIPES; i++) {
        stripes.add(new Stripe<>(i));
      }
    }

    private Stripe<A> stripe(int pair) {
      return stripes.get(pair % STRIPES);
    }

    private void add(Added round) {
      Stripe<A> stripe = stripe(round.pair());
      synchronized (stripe) {
        A one = stripe.get(round.pair());
        if (one == null) {
          one = fresh.apply(round.pair());
          stripe.put(round.pair(), one);
        }
        add.accept(one, round.row());
      }
      newest = Math.max(newest, round.time());
    }

    private void forEach(BiConsumer<Integer, A> sink) {
      for (Stripe<A> stripe : stripes) {
        synchronized (stripe) {
          stripe.forEach(sink);
        }
      }
    }
  }

  private final BiConsumer<A, RoundResult> add;

  /** Makes the empty aggregate of a pair, for blocks that begin; null where readers make it. */
  private final IntFunction<A> fresh;

  // guarded by this
  private final Map<Block, Open> open = new HashMap<>();
  private final Map<Block, Long> changed = new HashMap<>();
  private final Map<String, Long> newest = new HashMap<>();

  /** The newest block of a tier when a block of it was last asked for. */
  private final Map<String, Long> asked = new HashMap<>();

  private final Set<Reading> readings = new HashSet<>();

  /** Blocks are known from their first round on. */
  OpenBlocks(IntFunction<A> fresh, BiConsumer<A, RoundResult> add) {
    this.fresh = fresh;
    this.add = add;
  }

  /** Blocks are known once a reader has handed them over. */
  OpenBlocks(BiConsumer<A, RoundResult> add) {
    this(null, add);
  }

  /** Adds committed uploads, in the order of their changes. */
  synchronized void committed(List<Commit> commits) {
    commits.forEach(this::committed);
    notifyAll();
  }

  private void committed(Commit commit) {
    commit.touched().forEach(block -> touched(block, commit));
    if (commit.rounds() != null) {
      add(commit, commit.touched().stream().map(open::get).filter(Objects::nonNull).toList());
    }
  }

  /** Adds rounds to those blocks of some that they are of. */
  private void add(Commit commit, List<Open> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    for (Added added : commit.rounds()) {
      for (Open each : blocks) {
        if (each.block.has(added.time())) {
          each.add(added);
        }
      }
    }
  }

  private void touched(Block block, Commit commit) {
    newest.merge(block.tier(), block.t(), Math::max);
    changed.put(block, commit.number());
    readings.stream().filter(each -> each.block.equals(block)).forEach(each -> each.note(commit));
    open.keySet().removeIf(this::isPast);
    changed.keySet().removeIf(this::isPast);
    if (commit.rounds() == null) {
      open.remove(block); // to be read from the store again
    } else if (commit.begun().contains(block) && !isPast(block) && isWanted(block)) {
      open.putIfAbsent(block, new Open(block, fresh));
    }
    Open its = open.get(block);
    if (its != null) {
      its.changed = commit.number();
    }
  }

  /**
   * Whether a block that begins is kept up to date: hours are, for each gets a rollup in the end;
   * slices only while readers ask for them, for each round costs as much as for its hour.
   */
  private boolean isWanted(Block block) {
    if (fresh == null || block.tier().equals(Resolution.HOUR.table)) {
      return fresh != null;
    }
    Long its = asked.get(block.tier());
    return its != null && block.t() - its <= KEPT;
  }

  private void ask(Block block) {
    asked.put(block.tier(), newest.getOrDefault(block.tier(), block.t()));
  }

  private boolean isPast(Block block) {
    return block.t() <= newest.getOrDefault(block.tier(), Long.MIN_VALUE + KEPT) - KEPT;
  }

  /**
   * Passes the aggregates of a block's pairs, which must not be changed or kept.
   *
   * @param atLeast the change that they must include
   * @param until the end of the requested range, microseconds since 1970
   * @return whether they were there, and no round is as late as {@code until}
   */
  boolean forEach(Block block, long atLeast, long until, BiConsumer<Integer, A> sink) {
    Open its = find(block, atLeast, until);
    if (its == null) {
      return false;
    }
    its.forEach(sink);
    return true;
  }

  /** Whether a block is kept up to date. */
  synchronized boolean isKnown(Block block) {
    return open.containsKey(block);
  }

  private synchronized Open find(Block block, long atLeast, long until) {
    ask(block);
    Open its = open.get(block);
    long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (its != null && its.changed < atLeast && end - System.nanoTime() > 0) {
      try {
        wait(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
      its = open.get(block);
    }
    return its == null || its.changed < atLeast || its.newest >= until ? null : its;
  }

  /**
   * Records commits to a block while a reader reads its stored rounds. To be begun right after the
   * reader's view of the store, and closed.
   */
  synchronized Reading begin(Block block) {
    ask(block);
    Reading reading = new Reading(block, changed.getOrDefault(block, 0L));
    readings.add(reading);
    return reading;
  }

  /** One reader's pass over a block. */
  final class Reading implements AutoCloseable {
    private final Block block;
    private final long since;

    // guarded by the OpenBlocks
    private final List<Commit> commits = new ArrayList<>();
    private int rounds;
    private boolean isBroken;

    private Reading(Block block, long since) {
      this.block = block;
      this.since = since;
    }

    private void note(Commit commit) {
      rounds += commit.rounds() == null ? 0 : commit.rounds().size();
      isBroken |= commit.rounds() == null || rounds > MAX_NOTED;
      if (isBroken) {
        commits.clear();
      } else {
        commits.add(commit);
      }
    }

    /**
     * Stores the reader's result, which is kept up to date from now on; unless a commit since then
     * is unknown.
     *
     * @param at the newest change of the block that the reader saw
     * @param newestRound of the block, microseconds since 1970
     * @param its makes the empty aggregate of a pair without a round in the block
     * @param all of all pairs; owned by this class from now on
     */
    void take(long at, long newestRound, IntFunction<A> its, Map<Integer, A> all) {
      synchronized (OpenBlocks.this) {
        if (isPast(block) || isBroken || since > at || !readings.contains(this)) {
          return;
        }
        Open taken = new Open(block, its);
        taken.changed = at;
        taken.newest = newestRound;
        all.forEach((pair, one) -> taken.stripe(pair).put(pair, one));
        newest.merge(block.tier(), block.t(), Math::max);
        open.put(block, taken);
        open.keySet().removeIf(OpenBlocks.this::isPast);
        for (Commit commit : commits) {
          if (commit.number() > at) {
            add(commit, List.of(taken));
            taken.changed = commit.number();
          }
        }
      }
    }

    @Override
    public void close() {
      synchronized (OpenBlocks.this) {
        readings.remove(this);
      }
    }
  }

  /** Clears everything: stored rounds were changed otherwise than by uploads. */
  synchronized void clear() {
    open.clear();
    readings.forEach(reading -> reading.isBroken = true);
  }
}
