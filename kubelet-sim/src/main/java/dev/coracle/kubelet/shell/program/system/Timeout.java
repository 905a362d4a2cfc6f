// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.system;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Executables;
import dev.coracle.kubelet.shell.process.ProcessEnd;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.ShellTask;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A program that is killed when its time is over. */
final class Timeout {

  private final ShellProcess process;

  Timeout(ShellProcess process) {
    this.process = process;
  }

  int run(java.time.Duration limit, int signal) throws IOException {
    String path = process.env().getOrDefault("PATH", Executables.DEFAULT_PATH);
    var program = Executables.find(process.session(), process.directory(), path, process.name());
    if (program.isEmpty()) {
      process.printError(
          "timeout: can't execute '" + process.name() + "': " + Errno.NO_ENTRY + "\n");
      return 127;
    }
    var expired = new AtomicBoolean();
    ShellTask task = process.task().child();
    var timer =
        process
            .session()
            .time()
            .after(
                limit,
                () -> {
                  expired.set(true);
                  task.signal(String.valueOf(signal));
                });
    try {
      int status = process.executeIn(task, program.get());
      return expired.get() ? 143 : status;
    } catch (ProcessEnd.Killed e) {
      process.task().check();
      return 128 + signal;
    } finally {
      timer.cancel();
    }
  }
}
