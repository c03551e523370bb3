package org.ixpqos.systemtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a process on a host; its log is beside its configuration. */
final class Program {
  private static final Path ROOT = Path.of(System.getProperty("ixpqos.root", "."));
  private static final Duration START = Duration.ofSeconds(30);

  private final PeeringLan.Host host;
  private final String command;
  private final Path directory;
  private Process process;
  private int port;

  Program(PeeringLan.Host host, String command, Path directory) {
    this.host = host;
    this.command = command;
    this.directory = directory;
  }

  /** Starts it and waits until it listens. */
  Program start() throws Exception {
    Path portFile = directory.resolve("port");
    Files.deleteIfExists(portFile);
    List<String> line =
        Shell.in(
            host.namespace(),
            ROOT.resolve("ixpqos").toString(),
            command,
            "--config",
            directory.toString(),
            "--port-file",
            portFile.toString());
    process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    port =
        Await.value(
            START,
            command + " on " + host.name() + " listens",
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(
                    command + " on " + host.name() + " ended with " + process.exitValue());
              }
              return readPort(portFile);
            });
    return this;
  }

  private static Integer readPort(Path file) {
    try {
      return Files.exists(file) && Files.size(file) > 0
          ? Integer.valueOf(Files.readString(file).strip())
          : null;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Path directory() {
    return directory;
  }

  Path log() {
    return directory.resolve("log");
  }

  long pid() {
    return process.pid();
  }

  int port() {
    return port;
  }

  boolean alive() {
    return process.isAlive();
  }

  /** What it answers, asked on its own host. */
  String get(String address, String path) {
    return Shell.run(
        Shell.in(
            host.namespace(),
            "curl",
            "-sSg",
            "--fail-with-body",
            "--max-time",
            "5",
            "http://" + address + ":" + port + path));
  }

  void signal(String name) {
    Shell.run("kill", "-" + name, String.valueOf(process.pid()));
  }

  /** Ends it as a service manager does; returns its exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException(command + " does not end at SIGTERM");
    }
    return process.exitValue();
  }

  /** Ends it as a power cut does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void close() throws InterruptedException {
    if (process != null && process.isAlive()) {
      kill();
    }
  }
}
