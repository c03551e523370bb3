package org.ixpqos.model;

/**
 * Why packets of a round ended as they did, where something said so.
 *
 * @param state the state they ended in: {@code lost}, {@code send_error} or {@code not_sent}
 * @param reason what was said, such as {@code host-unreachable}, {@code EPERM}, {@code unresolved}
 * @param from address of the router that said it; empty when this host did
 * @param count packets
 */
public record Reason(String state, String reason, String from, long count) {}
