package org.ixpqos.engine.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.socket.IcmpSocket;
import org.ixpqos.engine.socket.ReceiveBatch;
import org.ixpqos.engine.socket.SendBatch;

/** A socket whose network is the test. */
final class FakeIcmpSocket implements IcmpSocket {
  final AddressFamily family;
  final boolean raw;

  /** Everything that was sent, in order. */
  final List<SentEcho> sent = new ArrayList<>();

  /** What was refused, and by which errno, in order. */
  final List<SentEcho> refused = new ArrayList<>();

  final List<Integer> refusals = new ArrayList<>();
  final Deque<Message> replies = new ArrayDeque<>();
  final Deque<Message> errors = new ArrayDeque<>();

  /** Answers to coming calls of send: a count to send at most, or a negated errno. */
  final Deque<Integer> answers = new ArrayDeque<>();

  boolean stamps = true;
  int receiveBuffer = 8 << 20;
  int waits;

  /** A message that waits to be received. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Message(byte[] name, byte[] control, byte[] packet) {}

  FakeIcmpSocket(AddressFamily family, boolean raw) {
    this.family = family;
    this.raw = raw;
  }

  @Override
  public boolean raw() {
    return raw;
  }

  @Override
  public int identifier() {
    return raw ? 0xbeef : 0;
  }

  @Override
  public int receiveBufferBytes() {
    return receiveBuffer;
  }

  @Override
  public boolean stampsReplies() {
    return stamps;
  }

  @Override
  public int send(SendBatch batch, int first) {
    int most = batch.count() - first;
    if (!answers.isEmpty()) {
      int answer = answers.poll();
      if (answer < 0) {
        refused.add(SentEcho.of(this, batch, first));
        refusals.add(-answer);
        return answer;
      }
      most = Math.min(most, Math.max(1, answer));
    }
    for (int i = first; i < first + most; i++) {
      sent.add(SentEcho.of(this, batch, i));
    }
    return most;
  }

  @Override
  public int receive(ReceiveBatch batch) {
    return receive(batch, replies);
  }

  @Override
  public int receiveErrors(ReceiveBatch batch) {
    return receive(batch, errors);
  }

  private static int receive(ReceiveBatch batch, Deque<Message> queue) {
    batch.reset();
    int count = 0;
    while (count < batch.capacity() && !queue.isEmpty()) {
      Message message = queue.poll();
      batch.put(count++, message.name(), message.control(), message.packet());
    }
    batch.received(count);
    return count;
  }

  @Override
  public void awaitWritable(long nanos) {
    waits++;
  }

  @Override
  public void close() {}
}
