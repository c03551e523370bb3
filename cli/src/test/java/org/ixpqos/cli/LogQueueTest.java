package org.ixpqos.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogQueueTest {
  private final CountDownLatch reader = new CountDownLatch(1);
  private final List<String> read = Collections.synchronizedList(new ArrayList<>());

  private void readOne(ILoggingEvent event) {
    try {
      if (!reader.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let it go on");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    read.add(event.getFormattedMessage());
  }

  private static ILoggingEvent event(int i) {
    LoggingEvent event = new LoggingEvent();
    event.setMessage("line " + i);
    return event;
  }

  @Test
  void aReaderThatDoesNotReadKeepsNobodyWaitingAndWhatIsLostIsReported() {
    LogQueue queue = new LogQueue(this::readOne);
    queue.start();
    long lostBefore = LogQueue.lost();
    for (int i = 0; i < 5_000; i++) {
      queue.put(event(i));
    }
    assertFalse(queue.flush(20), "nothing was read");
    long lost = LogQueue.lost() - lostBefore;
    assertTrue(lost >= 2_900 && lost < 3_100, lost + " lines");
    reader.countDown();
    assertTrue(queue.flush(10_000));
    queue.put(event(5_000));
    assertTrue(queue.flush(10_000));
    assertEquals("line 0", read.get(0));
    assertTrue(
        read.stream()
            .anyMatch(
                line -> line.contains("log lines were lost") && line.endsWith("lines=" + lost)),
        read.get(1));
    assertEquals("line 5000", read.get(read.size() - 1));
    queue.stop();
  }
}
