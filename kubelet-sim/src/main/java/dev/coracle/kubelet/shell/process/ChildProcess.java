// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * A command line that {@code sh -c} runs beside the process that has started it, with a pipe
 * between the two: what C's {@code popen} and {@code pclose} do. It dies with its parent.
 */
public final class ChildProcess {

  private static final int NOT_FOUND = 127;

  private final Closeable end;
  private final Completion completion;

  private ChildProcess(ShellTime time, Closeable end) {
    this.completion = new Completion(1, time);
    this.end = end;
  }

  /** Starts a command whose output the parent reads. */
  public static Reading reading(ShellProcess parent, String command) {
    var pipe = new Pipe(parent.session().time());
    var child = new ChildProcess(parent.session().time(), pipe.input());
    OutputStream out = pipe.output();
    child.start(parent, command, parent.descriptors().withOutput(1, out), out);
    return new Reading(child, pipe.input());
  }

  /** Starts a command whose input the parent writes. */
  public static Writing writing(ShellProcess parent, String command) {
    var pipe = new Pipe(parent.session().time());
    var child = new ChildProcess(parent.session().time(), pipe.output());
    InputStream in = pipe.input();
    child.start(parent, command, parent.descriptors().withInput(0, in), in);
    return new Writing(child, pipe.output());
  }

  /** A child and its output. */
  public record Reading(ChildProcess child, InputStream output) {}

  /** A child and its input. */
  public record Writing(ChildProcess child, OutputStream input) {}

  /** Runs a command line to its end, as C's {@code system} does; its status. */
  public static int run(ShellProcess parent, String command) {
    return shell(parent, command, parent.descriptors()).executeApart(sh(parent));
  }

  private void start(
      ShellProcess parent, String command, Descriptors descriptors, Closeable ownEnd) {
    ShellTask task = parent.task().child();
    parent
        .session()
        .executor()
        .execute(
            () -> {
              int status = 128 + 9;
              try {
                status = shell(parent, command, descriptors).executeIn(task, sh(parent));
              } catch (ProcessEnd ended) {
                status = ended.status();
              } finally {
                close(ownEnd);
                completion.done(0, status);
              }
            });
  }

  private static ShellProcess shell(ShellProcess parent, String command, Descriptors open) {
    return parent.with(List.of("sh", "-c", command), parent.env()).with(open);
  }

  private static Program sh(ShellProcess parent) {
    return Executables.builtIn(parent.session(), "sh").orElse(process -> NOT_FOUND);
  }

  /** Closes the parent's end of the pipe and waits for the end of the child; its status. */
  public int close() throws InterruptedException {
    close(end);
    completion.await();
    return completion.lastFailure();
  }

  private static void close(Closeable stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // Both ends of a pipe are ours, and neither fails.
    }
  }
}
