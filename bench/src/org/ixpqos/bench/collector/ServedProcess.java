package org.ixpqos.bench.collector;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A program that was started here and listens, with what it and its children use. */
final class ServedProcess implements AutoCloseable {
  private final Process process;

  private ServedProcess(Process process) {
    this.process = process;
  }

  /** Starts it and waits until something listens at the port; its output goes to a file. */
  static ServedProcess start(
      Path log, Map<String, String> environment, int port, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    ServedProcess served = new ServedProcess(builder.start());
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!listens(port)) {
      if (System.nanoTime() > until || !served.process.isAlive()) {
        served.close();
        throw new IOException(command.get(0) + " does not listen:\n" + Files.readString(log));
      }
      LockSupport.parkNanos(50_000_000);
    }
    return served;
  }

  /** The collector by the packages' own start script, with the flags that operators get. */
  static ServedProcess collector(Path tree, Path directory, String key, int port)
      throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("key"), key);
    Files.writeString(
        directory.resolve("collector.json"),
        "{\"listen\": {\"port\": %d}, \"apiKeyFile\": \"key\", \"store\": {\"directory\": \"store\"}}"
            .formatted(port));
    return start(
        directory.resolve("log"),
        Map.of("IXPQOS_CLASS_PATH", tree.resolve("collector/target/lib") + "/*"),
        port,
        List.of(
            tree.resolve("packaging/deb/ixpqos").toString(),
            "collector",
            "--config",
            directory.toString()));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** CPU seconds so far, of all of its processes, kernel included. */
  double cpuSeconds() throws IOException {
    long ticks = 0;
    for (long pid : pids()) {
      // proc(5): the 14th and 15th, counted behind the name in parentheses
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
    return ticks / 100.0;
  }

  /** The most that its first process ever had resident, MiB. */
  double peakMiB() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    throw new IOException("no VmHWM");
  }

  private List<Long> pids() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
