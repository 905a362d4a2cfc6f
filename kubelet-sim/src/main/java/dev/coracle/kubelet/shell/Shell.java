// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The entry point: runs a container's command, which may be a shell or any other program. */
public final class Shell {

  private Shell() {}

  /** Whether every image with a shell has the program. */
  public static boolean isStandard(String name) {
    return Executables.isStandard(name);
  }

  /** Whether {@link #run} would find the program that the command begins with. */
  public static boolean canRun(ShellSession session, String name) {
    return find(session, name).isPresent();
  }

  /**
   * Runs a command to its end on the calling thread, and returns its exit code.
   *
   * @param command the program and its arguments; no shell reads them
   * @throws ExecutableNotFoundException if there is no such program
   */
  public static int run(ShellSession session, List<String> command) {
    String name = command.get(0);
    Program program = find(session, name).orElseThrow(() -> new ExecutableNotFoundException(name));
    var descriptors = Descriptors.of(session.in(), session.out(), session.err());
    var process =
        new ShellProcess(
            session, session.task(), command, session.env(), directory(session), descriptors);
    ShellTask task = session.task();
    try {
      task.enter();
      task.closeOnKill(session.in());
      int status = process.execute(program);
      task.check();
      return status;
    } catch (ControlFlow end) {
      return end.value();
    } finally {
      task.leave();
      if (session.pid() == 1) {
        // Nothing in a container outlives its first process.
        task.kill(9);
      }
    }
  }

  private static Optional<Program> find(ShellSession session, String name) {
    String path = session.env().getOrDefault("PATH", Executables.DEFAULT_PATH);
    return Executables.find(session, directory(session), path, name);
  }

  private static Path directory(ShellSession session) {
    Path directory = session.fileSystem().getPath("/").resolve(session.workingDirectory());
    return Files.isDirectory(directory) ? directory : session.fileSystem().getPath("/");
  }
}
