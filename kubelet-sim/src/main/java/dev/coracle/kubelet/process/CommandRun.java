// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.kubelet.shell.process.ExecutableNotFoundException;
import dev.coracle.kubelet.shell.process.ShellSession;
import dev.coracle.kubelet.shell.program.StandardPrograms;
import dev.coracle.kubelet.stream.StandardStreams;
import dev.coracle.kubelet.thread.CountedThreads;
import dev.coracle.program.ContainerProgram;
import java.util.List;
import java.util.Map;

/** A command that is a container's program, found among its executables and those of the shell. */
final class CommandRun {

  private static final int TERM = 15;

  private final ProcessContext context;
  private final Map<String, ContainerProgram> executables;

  CommandRun(ProcessContext context, Map<String, ContainerProgram> executables) {
    this.context = context;
    this.executables = Map.copyOf(executables);
  }

  void start(List<String> command) throws Exception {
    ContainerProgram own = executables.get(command.get(0));
    if (own != null) {
      own.start(context.withArgs(command.subList(1, command.size())));
    } else if (!canRun(command.get(0))) {
      context
          .process()
          .failStart(String.valueOf(new ExecutableNotFoundException(command.get(0)).getMessage()));
    } else {
      context.process().spawn("main", () -> run(command));
    }
  }

  private void run(List<String> command) {
    CountedThreads threads = CountedThreads.current().orElseThrow();
    ShellSession session = session(new ContainerShell(context, threads, executables));
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
      context.exit(session.run(command));
    } catch (ExecutableNotFoundException e) {
      context.process().failStart(String.valueOf(e.getMessage()));
    }
  }

  boolean canRun(String name) {
    // Most commands are among these, and need no look at the files.
    if (executables.containsKey(name) || StandardPrograms.contains(name)) {
      return true;
    }
    CountedThreads none = new CountedThreads(context.time(), context.time().loop("none"), "none");
    return session(new ContainerShell(context, none, executables)).canRun(name);
  }

  private ShellSession session(ContainerShell shell) {
    StandardStreams streams = context.setup().streams();
    return shell
        .session(streams.stdin(), streams.stdout(), streams.stderr(), streams.tty())
        .build();
  }
}
