// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.Completion;
import dev.coracle.kubelet.shell.process.Pipe;
import dev.coracle.kubelet.shell.process.ProcessEnd;
import dev.coracle.kubelet.shell.process.ShellTask;
import dev.coracle.kubelet.shell.process.ShellTime;
import dev.coracle.kubelet.shell.syntax.Command;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a shell runs beside itself: the stages of pipelines, and background jobs. */
final class Jobs {

  private final Interpreter shell;
  private final Map<Long, Job> jobs = new LinkedHashMap<>();
  private long nextPid;

  /** A background job; its status is -1 while it runs. */
  static final class Job {
    private final ShellTask task;
    private volatile int status = -1;

    private Job(ShellTask task) {
      this.task = task;
    }

    boolean isDone() {
      return status >= 0;
    }

    void kill(int signal) {
      task.kill(signal);
    }
  }

  Jobs(Interpreter shell) {
    this.shell = shell;
    this.nextPid = shell.session().pid() + 6;
  }

  Optional<Job> find(long pid) {
    return Optional.ofNullable(jobs.get(pid));
  }

  List<Long> running() {
    return jobs.entrySet().stream()
        .filter(entry -> !entry.getValue().isDone())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Starts a background job; that is always a success. */
  int start(Command command) {
    var job = new Job(shell.task().child());
    long pid = nextPid++;
    jobs.put(pid, job);
    shell.state().setLastJob(pid);
    Interpreter child = shell.subshell(job.task);
    child
        .state()
        .setDescriptors(shell.state().descriptors().withInput(0, InputStream.nullInputStream()));
    shell
        .session()
        .executor()
        .execute(
            () -> {
              job.status = runInTask(child, command);
              shell.session().signals().wake();
            });
    return 0;
  }

  /** Waits for one job; a trapped signal ends the wait early. */
  int await(Job job) {
    boolean heedSignals = !shell.state().traps().isEmpty();
    try {
      shell.session().signals().await(job::isDone, heedSignals);
    } catch (InterruptedException e) {
      throw shell.task().interrupted();
    }
    return job.isDone() ? job.status : 128 + 15;
  }

  /** Runs the stages side by side; the status is the last one's. */
  int pipeline(List<Command> stages) {
    ShellTime time = shell.session().time();
    int others = stages.size() - 1;
    var completion = new Completion(others, time);
    InputStream in = shell.state().descriptors().in();
    for (int i = 0; i < others; i++) {
      var pipe = new Pipe(time);
      start(stages.get(i), in, pipe.output(), completion, i);
      in = pipe.input();
    }
    Interpreter last = shell.subshell();
    last.state().setDescriptors(shell.state().descriptors().withInput(0, in));
    int status = runStage(last, stages.get(others), in);
    try {
      completion.await();
    } catch (InterruptedException e) {
      throw shell.task().interrupted();
    }
    boolean pipefail = shell.state().option('P');
    return pipefail && status == 0 ? completion.lastFailure() : status;
  }

  private void start(
      Command stage, InputStream in, OutputStream out, Completion completion, int index) {
    Interpreter child = shell.subshell();
    child.state().setDescriptors(shell.state().descriptors().withInput(0, in).withOutput(1, out));
    boolean ownsInput = index > 0;
    shell
        .session()
        .executor()
        .execute(
            () -> {
              int status = 137;
              try {
                status = runInTask(child, stage);
              } finally {
                close(out);
                if (ownsInput) {
                  close(in);
                }
                completion.done(index, status);
              }
            });
  }

  private static int runStage(Interpreter stage, Command command, InputStream in) {
    try {
      return stage.runToExit(command);
    } finally {
      close(in);
    }
  }

  private static int runInTask(Interpreter child, Command command) {
    try {
      child.task().enter();
      return child.runToExit(command);
    } catch (ProcessEnd end) {
      return end.status();
    } finally {
      child.task().leave();
    }
  }

  private static void close(Closeable stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // Both ends are ours, and neither fails.
    }
  }
}
