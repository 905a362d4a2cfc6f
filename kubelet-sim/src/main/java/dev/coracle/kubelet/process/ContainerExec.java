// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.kubelet.shell.process.ExecutableNotFoundException;
import dev.coracle.kubelet.shell.process.ShellSession;
import dev.coracle.kubelet.stream.ExecStreams;
import dev.coracle.kubelet.thread.CountedThreads;
import dev.coracle.program.ContainerProgram;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One command run in a running container, beside its program. */
public final class ContainerExec {

  private static final long PID = 42;

  private final ProcessContext context;
  private final Map<String, ContainerProgram> executables;
  private final CountedThreads threads;
  private volatile Optional<ShellSession> session = Optional.empty();

  /**
   * A command beside a program.
   *
   * @param context that of the program
   * @param executables the image's own programs
   */
  public ContainerExec(
      ProcessContext context, Map<String, ContainerProgram> executables, CountedThreads threads) {
    this.context = context;
    this.executables = executables;
    this.threads = threads;
  }

  /** The image has no such program; the message is a container runtime's. */
  public static final class NoSuchProgram extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NoSuchProgram(String message) {
      super(message);
    }
  }

  /** Runs a command to its end on the calling thread, which is one of the threads. */
  public int run(List<String> command, ExecStreams streams) {
    ContainerShell shell = new ContainerShell(context, threads, executables);
    ShellSession made =
        shell.session(streams.in(), streams.out(), streams.err(), streams.tty()).pid(PID).build();
    session = Optional.of(made);
    AutoCloseable killing = made::kill;
    context.process().closeAtEnd(killing);
    try {
      return made.run(command);
    } catch (ExecutableNotFoundException e) {
      throw new NoSuchProgram(String.valueOf(e.getMessage()));
    } finally {
      context.process().forget(killing);
    }
  }

  /** Does to the command what Ctrl-C does. */
  public void interrupt() {
    session.ifPresent(ShellSession::interrupt);
  }

  /** Ends the command if it still runs. */
  public void kill() {
    session.ifPresent(ShellSession::kill);
  }
}
