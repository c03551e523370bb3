package org.ixpqos.systemtest;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * A network namespace by its name. A thread can enter it (setns(2)): its sockets and devices, and
 * those of the threads that it starts, are made there.
 */
record NetworkNamespace(String name) {
  private static final int READ_ONLY = 0;
  private static final int CLONE_NEWNET = 0x40000000;

  /** An empty one; {@link #delete} it. */
  static NetworkNamespace create(String suffix) {
    String name = "ixq" + ProcessHandle.current().pid() + "-" + suffix;
    Shell.run("ip", "netns", "add", name);
    Shell.run("ip", "-n", name, "link", "set", "lo", "up");
    return new NetworkNamespace(name);
  }

  void delete() {
    Shell.run("ip", "netns", "delete", name);
  }

  /** Runs {@code work} on a thread of its own, which ends with it and so never has to come back. */
  <T> T call(Callable<T> work) throws Exception {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              enter();
              return work.call();
            });
    new Thread(task, name).start();
    return task.get();
  }

  private void enter() {
    int descriptor = LibC.INSTANCE.open("/run/netns/" + name, READ_ONLY);
    if (descriptor < 0 || LibC.INSTANCE.setns(descriptor, CLONE_NEWNET) != 0) {
      throw new IllegalStateException("cannot enter the network namespace " + name);
    }
    LibC.INSTANCE.close(descriptor);
  }
}
