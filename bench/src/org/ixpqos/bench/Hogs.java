package org.ixpqos.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Processes that do nothing but use the CPU. They end by themselves should nobody end them. */
final class Hogs implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();

  Hogs(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      processes.add(new ProcessBuilder("sh", "-c", "ulimit -t 60; while :; do :; done").start());
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }
}
