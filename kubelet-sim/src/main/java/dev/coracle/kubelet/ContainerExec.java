// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.kubelet.shell.ExecutableNotFoundException;
import dev.coracle.kubelet.shell.Shell;
import dev.coracle.kubelet.shell.ShellSession;
import java.util.List;
import java.util.Optional;

/** One command run in a running container, beside its program. */
final class ContainerExec {

  private static final long PID = 42;

  private final ContainerRun run;
  private final Parking parking;
  private volatile Optional<ShellSession> session = Optional.empty();

  ContainerExec(ContainerRun run, Parking parking) {
    this.run = run;
    this.parking = parking;
  }

  /** The image has no such program; the message is a container runtime's. */
  static final class NoSuchProgram extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoSuchProgram(String message) {
      super(message);
    }
  }

  /** Runs a command to its end on the calling thread, which belongs to the parking. */
  int run(List<String> command, ExecStreams streams) {
    ContainerShell shell = new ContainerShell(run.context, parking, run.image.executables());
    ShellSession made =
        shell.session(streams.in(), streams.out(), streams.err(), streams.tty()).pid(PID).build();
    session = Optional.of(made);
    AutoCloseable killing = made::kill;
    run.process.closeAtEnd(killing);
    try {
      return Shell.run(made, command);
    } catch (ExecutableNotFoundException e) {
      throw new NoSuchProgram(String.valueOf(e.getMessage()));
    } finally {
      run.process.forget(killing);
    }
  }

  /** Does to the command what Ctrl-C does. */
  void interrupt() {
    session.ifPresent(ShellSession::interrupt);
  }

  /** Ends the command if it still runs. */
  void kill() {
    session.ifPresent(ShellSession::kill);
  }
}
