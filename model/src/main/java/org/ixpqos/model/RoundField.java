package org.ixpqos.model;

import java.util.Objects;
import java.util.function.Function;

/**
 * A number that a round result carries: an entry of the table {@link RoundFields}, from which the
 * wire, the store, the rollups, the exports, the sinks, the API and its description derive.
 */
public final class RoundField {
  /** What a field's number counts or measures. */
  public enum Unit {
    MILLISECONDS("ms", 1_000),
    /** A ratio from 0 to 1. */
    RATIO("ratio", 1_000_000),
    PACKETS("packets", 1),
    BYTES("bytes", 1),
    /** A number without a unit, such as a code point. */
    NONE("", 1);

    private final String symbol;
    private final int stepsPerUnit;

    Unit(String symbol, int stepsPerUnit) {
      this.symbol = symbol;
      this.stepsPerUnit = stepsPerUnit;
    }

    /** As it stands beside a number; empty for a number without unit. */
    public String symbol() {
      return symbol;
    }

    boolean isInteger() {
      return stepsPerUnit == 1;
    }
  }

  /** How the numbers of several rounds become one. */
  public enum OverRounds {
    SUM,
    MIN,
    MAX,
    /** The mean of the rounds' numbers, each of the same weight. */
    MEAN,
    /** A number without a meaning over several rounds, or one that follows from others. */
    NONE
  }

  /** Which users may read a field. */
  public enum Audience {
    /** Everybody, where the public page is switched on. */
    PUBLIC,
    /** Users who are logged in. */
    OPERATORS
  }

  private static final int NOT_KEPT_BY_NUMBER = 0;

  /** How many fields were made; only {@link RoundFields} makes them, while it is initialised. */
  private static int made;

  private final int place;
  private final String name;
  private final String wireName;
  private final Unit unit;
  private final double max;
  private final OverRounds overRounds;
  private final Audience audience;
  private final boolean inSeries;
  private final String meaning;
  private final int storeNumber;
  private final Function<RoundResult, Number> value;

  private RoundField(Builder builder, int storeNumber, Function<RoundResult, Number> value) {
    this.place = made++;
    this.name = builder.name;
    this.wireName = builder.wireName;
    this.unit = builder.unit;
    this.max = builder.max;
    this.overRounds = builder.overRounds;
    this.audience = builder.audience;
    this.inSeries = builder.inSeries;
    this.meaning = Objects.requireNonNull(builder.meaning, "a field must have a description");
    this.storeNumber = storeNumber;
    this.value = value == null ? result -> result.more().get(this) : value;
  }

  /** Begins a field; {@code name} is its name in the API, in exports and in sinks. */
  static Builder named(String name) {
    return new Builder(name);
  }

  /** The field's place in an array of all fields, from 0. */
  int place() {
    return place;
  }

  /** In the API and in exports; in sinks the field of the measurement {@code Ping}. */
  public String name() {
    return name;
  }

  /** The key of an upload's {@code probes}. */
  public String wireName() {
    return wireName;
  }

  public Unit unit() {
    return unit;
  }

  /** Whether the number is an integer: of the wire, and of an export. */
  public boolean isInteger() {
    return unit.isInteger();
  }

  /** The largest number that an upload may have. */
  public double max() {
    return max;
  }

  public OverRounds overRounds() {
    return overRounds;
  }

  public Audience audience() {
    return audience;
  }

  /** Whether sinks and series have the field; false for parameters of the round's request. */
  public boolean isInSeries() {
    return inSeries;
  }

  /** What the number is, in English, with the RFC that defines it. */
  public String meaning() {
    return meaning;
  }

  /** The number in a result; null where the result has none. */
  public Number of(RoundResult result) {
    return value.apply(result);
  }

  /**
   * The field's number in stored results; only for fields that {@link RoundResult#more()} has.
   *
   * @see #isInMore()
   */
  public int storeNumber() {
    return storeNumber;
  }

  /** Whether results have the field in {@link RoundResult#more()}, as all new fields are. */
  public boolean isInMore() {
    return storeNumber != NOT_KEPT_BY_NUMBER;
  }

  /** The number as it is stored: an integer of microseconds, millionths, packets or bytes. */
  public long toSteps(double number) {
    return Math.round(number * unit.stepsPerUnit);
  }

  /** The number that was stored. */
  public double ofSteps(long steps) {
    return (double) steps / unit.stepsPerUnit;
  }

  @Override
  public String toString() {
    return name;
  }

  /** A field that is being described. */
  static final class Builder {
    private final String name;
    private String wireName;
    private Unit unit = Unit.NONE;
    private double max = 1_000_000_000;
    private OverRounds overRounds = OverRounds.NONE;
    private Audience audience = Audience.OPERATORS;
    private boolean inSeries = true;
    private String meaning;

    private Builder(String name) {
      this.name = name;
      this.wireName = name;
    }

    Builder onTheWire(String key) {
      this.wireName = key;
      return this;
    }

    Builder in(Unit newUnit, double largest) {
      this.unit = newUnit;
      this.max = largest;
      return this;
    }

    Builder overRounds(OverRounds how) {
      this.overRounds = how;
      return this;
    }

    Builder forEverybody() {
      this.audience = Audience.PUBLIC;
      return this;
    }

    /** A field that sinks and series do not have. */
    Builder notInSeries() {
      this.inSeries = false;
      return this;
    }

    Builder meaning(String text) {
      this.meaning = text;
      return this;
    }

    /** A field that is a component of the result. */
    RoundField of(Function<RoundResult, Number> value) {
      return new RoundField(this, NOT_KEPT_BY_NUMBER, Objects.requireNonNull(value));
    }

    /** A field of the times; absent without replies. */
    RoundField ofTimes(Function<RttSummary, Number> value) {
      return of(result -> result.rtt() == null ? null : value.apply(result.rtt()));
    }

    /** A field of the packets; absent in an original client's result. */
    RoundField ofPackets(Function<PacketCounts, Number> value) {
      return of(result -> result.packets() == null ? null : value.apply(result.packets()));
    }

    /**
     * A field that is no component of the result and needs nothing but its entry.
     *
     * @param number under which it is stored: from 1, never another field's, never changed
     */
    RoundField stored(int number) {
      if (number <= NOT_KEPT_BY_NUMBER) {
        throw new IllegalArgumentException("a stored field has a number from 1, not " + number);
      }
      if (overRounds == OverRounds.MEAN) {
        throw new IllegalArgumentException("a stored field has no mean: store its sum");
      }
      return new RoundField(this, number, null);
    }
  }
}
