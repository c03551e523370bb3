package org.ixpqos.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * A command's standard output. A write that fails (a full disk, a reader that went away) ends the
 * command by a {@link CommandFailure}, for {@link PrintWriter} would go on in silence. It is UTF-8
 * in every locale, and closing it closes nothing.
 *
 * <p>Used by one thread.
 */
public final class Output extends OutputStream {
  private final OutputStream to;
  private final PrintWriter writer;
  private CommandFailure failure;

  Output(OutputStream to) {
    this.to = to;
    // each line at once, as a terminal and the reader of a pipe expect it
    this.writer =
        new PrintWriter(
            new BufferedWriter(new OutputStreamWriter(this, StandardCharsets.UTF_8)), true);
  }

  /** The process's standard output, not {@link System#out}, which may be replaced. */
  static Output ofProcess() {
    return new Output(new FileOutputStream(FileDescriptor.out));
  }

  /** The writer of a command. */
  PrintWriter writer() {
    return writer;
  }

  /**
   * Writes what waits at the end of a command.
   *
   * @param exitCode the command's; after a failure nothing more is reported
   * @throws CommandFailure when a write failed
   */
  void finish(int exitCode) {
    writer.flush();
    if (failure != null && exitCode == ExitCode.OK) {
      throw failure;
    }
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (failure != null) {
      return; // reported before; the code that runs at the exit has nothing to add
    }
    try {
      to.write(bytes, offset, length);
    } catch (IOException e) {
      failure =
          new CommandFailure(
              ExitCode.FAILURE,
              "the output can't be written to its end: "
                  + e.getMessage()
                  + ": make room, or look at what reads it");
      throw failure;
    }
  }

  @Override
  public void close() {}
}
