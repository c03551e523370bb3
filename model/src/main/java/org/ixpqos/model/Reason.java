package org.ixpqos.model;

/**
 * Why packets of a round ended as they did, where it is known.
 *
 * @param state the state they ended in: {@code lost}, {@code send_error} or {@code not_sent}
 * @param reason the cause, such as {@code host-unreachable}, {@code EPERM}, {@code unresolved}
 * @param from address of the router that reported it; empty for this host
 * @param count packets
 */
public record Reason(String state, String reason, String from, long count) {}
