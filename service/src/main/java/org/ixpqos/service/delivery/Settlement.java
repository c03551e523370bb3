package org.ixpqos.service.delivery;

import java.util.List;

/**
 * The items of a batch that a target did not take; it has the others.
 *
 * @param refused items that it will never take
 * @param postponed items that it may take later
 * @param unnamed how many more it will never take, and did not name
 * @param reason the first reason for one of those that it did not name; empty when it named all
 */
public record Settlement<I>(
    List<Refusal<I>> refused, List<Refusal<I>> postponed, long unnamed, String reason) {

  /** An item and the reason why it was not taken. */
  public record Refusal<I>(I item, String reason) {}

  public Settlement {
    refused = List.copyOf(refused);
    postponed = List.copyOf(postponed);
  }

  /** How many items the target will never take. */
  public long refusedCount() {
    return refused.size() + unnamed;
  }
}
