// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.kubelet.shell.ExecutableNotFoundException;
import dev.coracle.kubelet.shell.Shell;
import dev.coracle.kubelet.shell.ShellSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs what the Pod says: its command and arguments, found among the image's own programs and those
 * of the shell.
 */
final class CommandProgram implements ContainerProgram {

  private static final int TERM = 15;

  private final List<String> absent;
  private final Map<String, ContainerProgram> executables;

  /**
   * A program that is its Pod's command.
   *
   * @param absent the command where the Pod gives neither command nor arguments
   */
  CommandProgram(List<String> absent, Map<String, ContainerProgram> executables) {
    this.absent = List.copyOf(absent);
    this.executables = Map.copyOf(executables);
  }

  @Override
  public void start(ContainerContext context) throws Exception {
    List<String> words = new ArrayList<>(context.command());
    words.addAll(context.args());
    List<String> command = words.isEmpty() ? absent : words;
    ContainerProgram own = executables.get(command.get(0));
    if (own != null) {
      own.start(context.withArgs(command.subList(1, command.size())));
    } else if (!canRun(context, command.get(0))) {
      context
          .process()
          .failStart(String.valueOf(new ExecutableNotFoundException(command.get(0)).getMessage()));
    } else {
      context.process().spawn("main", () -> run(context, command));
    }
  }

  private void run(ContainerContext context, List<String> command) {
    Parking parking = Parking.current().orElseThrow();
    ContainerShell shell = new ContainerShell(context, parking, executables);
    ShellSession session = session(context, shell);
    context.process().closeAtEnd(session::kill);
    context.process().onInterrupt(session::interrupt);
    context.onTerminate(
        () -> {
          if (!session.signal("TERM")) {
            session.kill(TERM);
            context.process().awaitDeath();
          }
        });
    try {
      context.exit(Shell.run(session, command));
    } catch (ExecutableNotFoundException e) {
      context.process().failStart(String.valueOf(e.getMessage()));
    }
  }

  /** Whether the image or the shell has the program that the Pod's command begins with. */
  boolean canRun(ContainerContext context) {
    return canRun(context, context.command().get(0));
  }

  private boolean canRun(ContainerContext context, String name) {
    // Most commands are among these, and need no look at the files.
    if (executables.containsKey(name) || Shell.isStandard(name)) {
      return true;
    }
    Parking none = new Parking(context.time(), context.time().loop("none"), "none");
    return Shell.canRun(session(context, new ContainerShell(context, none, executables)), name);
  }

  private static ShellSession session(ContainerContext context, ContainerShell shell) {
    ContainerSetup.Streams streams = context.setup().streams();
    return shell
        .session(streams.stdin(), streams.stdout(), streams.stderr(), streams.tty())
        .build();
  }
}
