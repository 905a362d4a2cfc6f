// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.Completion;
import dev.coracle.kubelet.shell.process.Pipe;
import dev.coracle.kubelet.shell.process.ProcessEnd;
import dev.coracle.kubelet.shell.process.ShellTask;
import dev.coracle.kubelet.shell.process.ShellTime;
import dev.coracle.kubelet.shell.process.Signals;
import dev.coracle.kubelet.shell.syntax.Command;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** What a shell runs beside itself: the stages of pipelines, and background jobs. */
final class Jobs {

  private final Interpreter shell;
  private final Map<Long, Job> jobs = new LinkedHashMap<>();

  /** A background job; its status is -1 while it runs. */
  static final class Job {
    private final ShellTask task;
    private final Command command;
    private volatile int status = -1;
    private boolean listed;

    private Job(ShellTask task, Command command) {
      this.task = task;
      this.command = command;
    }

    private String state() {
      if (!isDone()) {
        return "Running";
      }
      return status == 0 ? "Done" : "Done(" + status + ")";
    }

    boolean isDone() {
      return status >= 0;
    }

    void signal(String name) {
      task.signal(name);
    }
  }

  Jobs(Interpreter shell) {
    this.shell = shell;
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

  /**
   * The jobs as {@code jobs} lists them, the newest first; those that have ended are listed once.
   * Their commands are not shown, as ash without job control does not know them.
   */
  String listing(List<String> options) {
    var listing = new StringBuilder();
    List<Map.Entry<Long, Job>> all = new ArrayList<>(jobs.entrySet());
    for (int i = all.size() - 1; i >= 0; i--) {
      long pid = all.get(i).getKey();
      Job job = all.get(i).getValue();
      if (job.listed) {
        continue;
      }
      job.listed = job.isDone();
      if (options.contains("-p")) {
        listing.append(pid).append('\n');
        continue;
      }
      String mark = i == all.size() - 1 ? "+" : i == all.size() - 2 ? "-" : " ";
      String number = options.contains("-l") ? pid + " " : "";
      listing.append(
          String.format(
              Locale.ROOT,
              "[%d]%s  %s%-" + (27 - number.length()) + "s%n",
              i + 1,
              mark,
              number,
              job.state()));
    }
    return listing.toString();
  }

  /** Starts a background job; that is always a success. */
  int start(Command command) {
    var job = new Job(shell.task().child(), command);
    long pid = shell.session().table().add(job.task);
    jobs.put(pid, job);
    shell.state().setLastJob(pid);
    Signals waiting = shell.task().signals();
    Interpreter child = shell.subshell(job.task);
    child
        .state()
        .setDescriptors(shell.state().descriptors().withInput(0, InputStream.nullInputStream()));
    shell
        .session()
        .executor()
        .execute(
            () -> {
              job.status = runJob(child, job, pid);
              waiting.wake();
            });
    return 0;
  }

  /** Waits for one job; a trapped signal ends the wait early. */
  int await(Job job) {
    boolean heedSignals = !shell.state().traps().isEmpty();
    try {
      shell.task().signals().await(job::isDone, heedSignals);
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
                status = runInTask(child, () -> child.runToExit(stage));
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

  private static int runJob(Interpreter child, Job job, long pid) {
    try {
      return runInTask(child, () -> child.runOnly(job.command));
    } finally {
      child.session().table().remove(pid);
    }
  }

  private static int runInTask(Interpreter child, IntSupplier body) {
    try {
      child.task().enter();
      return body.getAsInt();
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
