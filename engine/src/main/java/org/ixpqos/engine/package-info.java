/**
 * Measures round trips to many peers at once: {@link org.ixpqos.engine.linux.NativeEchoEngine}
 * opens an engine, {@link org.ixpqos.engine.EchoEngine} is its interface.
 *
 * <p>The steps of a round: {@code start} lays it out on the caller's thread and hands it to the
 * loop ({@code loop.EchoLoop}), which sends its packets ({@code loop.EchoChannel}, {@code
 * socket.IcmpSocket}), reads replies, errors and stamps ({@code loop.Receiver}, {@code
 * loop.ErrorReader}), and closes it ({@code loop.RunningRound}); it comes out by {@code poll}.
 *
 * <p>Threads: everything in {@code loop}, {@code packet} and {@code socket} belongs to the loop's
 * one thread, except where a class documents otherwise. Between threads go only rounds, by two
 * queues, and the outcomes and counts that {@code loop.Packets} and {@code loop.Counters} release.
 * The loop allocates nothing while rounds run, ICMP errors aside.
 */
package org.ixpqos.engine;
