package org.ixpqos.daemon.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;

/** A collector and three daemons as processes, and the directory that they live in. */
final class DemoMesh implements AutoCloseable {
  private static final List<String> PROBES = List.of("rom1", "mil1", "pal1");

  /** Over the probes' slim flags, which this process was started with too. */
  private static final List<String> COLLECTOR_FLAGS =
      List.of("-Xmx256m", "-XX:TieredStopAtLevel=4", "-XX:CICompilerCount=2");

  private static final long START_SECONDS = 30;
  private static final long STOP_SECONDS = 10;
  private static final String MAIN = "org.ixpqos.cli.Main";

  private static volatile boolean ending;

  private final Path directory;
  private final Map<String, Process> processes = new LinkedHashMap<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Thread hook = new Thread(this::hooked, "demo-end");
  private boolean closed;
  private int collectorPort;

  private DemoMesh(Path directory) {
    this.directory = directory;
  }

  static DemoMesh start() throws IOException, InterruptedException {
    DemoMesh mesh = new DemoMesh(Files.createTempDirectory("ixpqos-demo-"));
    Runtime.getRuntime().addShutdownHook(mesh.hook);
    try {
      mesh.startAll();
      return mesh;
    } catch (IOException | InterruptedException | RuntimeException e) {
      mesh.close();
      throw e;
    }
  }

  private void startAll() throws IOException, InterruptedException {
    DemoFiles files = new DemoFiles(directory);
    files.writeCollector(PROBES);
    launch("collector", COLLECTOR_FLAGS);
    collectorPort = awaitPort("collector");
    for (String probe : PROBES) {
      files.writeDaemon(probe, PROBES, collectorPort);
      launch(probe, List.of());
    }
    for (String probe : PROBES) {
      ports.put(probe, awaitPort(probe));
    }
  }

  /** Starts this same program again, with the same Java and the same class path. */
  private void launch(String name, List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.add(name.equals("collector") ? "collector" : "daemon");
    command.addAll(List.of("--config", directory.resolve(name).toString()));
    command.addAll(List.of("--port-file", portFile(name).toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.redirectOutput(log(name).toFile());
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the demo ends");
      }
      processes.put(name, builder.start());
    }
  }

  private Path portFile(String name) {
    return directory.resolve(name + ".port");
  }

  private Path log(String name) {
    return directory.resolve(name + ".log");
  }

  private int awaitPort(String name) throws IOException, InterruptedException {
    long started = System.nanoTime();
    while (true) {
      checkAlive();
      if (Files.exists(portFile(name))) {
        String port = Files.readString(portFile(name)).strip();
        if (!port.isEmpty()) {
          return Integer.parseInt(port);
        }
      }
      if (System.nanoTime() - started > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
        throw failed(name, "did not start within " + START_SECONDS + " s");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Ends the demo with a process's own output when the process has ended. */
  void checkAlive() throws IOException {
    for (Map.Entry<String, Process> process : processes.entrySet()) {
      if (!process.getValue().isAlive()) {
        throw failed(process.getKey(), "ended with " + process.getValue().exitValue());
      }
    }
  }

  private CommandFailure failed(String name, String what) throws IOException {
    List<String> lines = Files.readAllLines(log(name));
    List<String> last = lines.subList(Math.max(0, lines.size() - 20), lines.size());
    return new CommandFailure(
        ExitCode.FAILURE, name + " " + what + "; its output:\n" + String.join("\n", last));
  }

  URI page() {
    return URI.create("http://127.0.0.1:" + collectorPort + "/");
  }

  /** The port of each probe's {@code /status}, by name. */
  Map<String, Integer> ports() {
    return ports;
  }

  /** Ends the processes, the probes first so that their last results are taken, and the files. */
  @Override
  public void close() {
    clean();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the virtual machine ends already
    }
  }

  private void hooked() {
    ending = true;
    clean();
  }

  /** Whether this process received a signal to end. */
  static boolean ending() {
    return ending;
  }

  private synchronized void clean() {
    if (closed) {
      return;
    }
    closed = true;
    processes.forEach(
        (name, process) -> {
          if (!name.equals("collector")) {
            process.destroy();
          }
        });
    processes.values().stream().skip(1).forEach(DemoMesh::await);
    processes.values().stream().limit(1).forEach(DemoMesh::await);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("demo: could not remove " + directory + ": " + e.getMessage());
    }
  }

  private static void await(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
