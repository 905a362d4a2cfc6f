// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import dev.coracle.kubelet.shell.syntax.TestException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One run of a program: its arguments, environment, directory and streams. */
public final class ShellProcess {

  private final ShellSession session;
  private final ShellTask task;
  private final long pid;
  private final List<String> command;
  private final Map<String, String> env;
  private final Path directory;
  private final Descriptors descriptors;
  private final int umask;
  private final List<Consumer<String>> handlers = new ArrayList<>();

  public ShellProcess(
      ShellSession session,
      ShellTask task,
      long pid,
      List<String> command,
      Map<String, String> env,
      Path directory,
      Descriptors descriptors,
      int umask) {
    this.session = session;
    this.task = task;
    this.pid = pid;
    this.command = List.copyOf(command);
    this.env = Map.copyOf(env);
    this.directory = directory;
    this.descriptors = descriptors;
    this.umask = umask;
  }

  /** The session with its network, time and user. */
  public ShellSession session() {
    return session;
  }

  /** The name the program was called by. */
  public String name() {
    return command.get(0);
  }

  /** The arguments, without the name. */
  public List<String> args() {
    return command.subList(1, command.size());
  }

  /** The environment. */
  public Map<String, String> env() {
    return env;
  }

  /** The working directory. */
  public Path directory() {
    return directory;
  }

  /** A file of the container by its name, relative to the working directory. */
  public Path path(String file) {
    return directory.resolve(file);
  }

  /** Standard input. */
  public InputStream in() {
    return descriptors.in();
  }

  /** Standard output. */
  public OutputStream out() {
    return descriptors.out();
  }

  /** Standard error. */
  public OutputStream err() {
    return descriptors.err();
  }

  /** Whether one of the three standard streams is the terminal. */
  public boolean isTerminal(int descriptor) {
    return session.isTerminal(descriptor, descriptors);
  }

  /** Writes text to standard output. */
  public void print(String text) throws IOException {
    out().write(text.getBytes(StandardCharsets.UTF_8));
    out().flush();
  }

  /** Writes a line to standard output. */
  public void println(String line) throws IOException {
    print(line + "\n");
  }

  /** Writes text to standard error. */
  public void printError(String text) throws IOException {
    err().write(text.getBytes(StandardCharsets.UTF_8));
    err().flush();
  }

  /** Writes {@code name: message} to standard error. */
  public void error(String message) throws IOException {
    printError(shortName() + ": " + message + "\n");
  }

  /** Closes the resource when the process is killed, so that a wait in it ends. */
  public <T extends Closeable> T closeOnKill(T resource) {
    return task.closeOnKill(resource);
  }

  /** Takes signals, such as {@code TERM}, until the program ends. */
  public void onSignal(Consumer<String> handler) {
    handlers.add(handler);
    task.signals().addHandler(handler);
  }

  public ShellTask task() {
    return task;
  }

  public Descriptors descriptors() {
    return descriptors;
  }

  public ShellFiles files() {
    return new ShellFiles(directory, descriptors, umask);
  }

  public String shortName() {
    return name().substring(name().lastIndexOf('/') + 1);
  }

  /** The same process with another command and environment. */
  public ShellProcess with(List<String> otherCommand, Map<String, String> otherEnv) {
    return new ShellProcess(
        session, task, pid, otherCommand, otherEnv, directory, descriptors, umask);
  }

  /** The same process with other open files. */
  public ShellProcess with(Descriptors open) {
    return new ShellProcess(session, task, pid, command, env, directory, open, umask);
  }

  private ShellProcess in(ShellTask other, long otherPid) {
    return new ShellProcess(session, other, otherPid, command, env, directory, descriptors, umask);
  }

  /** The number of the process. */
  public long pid() {
    return pid;
  }

  /** The permissions that new files do not get, such as 022. */
  public int umask() {
    return umask;
  }

  /** Runs a program as a process of its own: its end, whatever it is, is not the end of this. */
  public int executeApart(Program program) {
    ShellTask own = task.child();
    try {
      return executeIn(own, program);
    } catch (ProcessEnd ended) {
      task.check();
      return ended.status();
    } finally {
      task.forget(own);
    }
  }

  /** Runs a program as the process that a task is, on the calling thread. */
  public int executeIn(ShellTask own, Program program) {
    long number = session.table().add(own);
    try {
      own.enter();
      return in(own, number).execute(program);
    } finally {
      session.table().remove(number);
      own.leave();
    }
  }

  /** Runs a program as this process, and turns every exception into what a shell makes of it. */
  public int execute(Program program) {
    try {
      return program.run(this);
    } catch (InterruptedException | ClosedByInterruptException e) {
      throw task.interrupted();
    } catch (BrokenPipeException e) {
      throw new ProcessEnd.Exit(141);
    } catch (UncheckedIOException | IOException e) {
      return failed(e);
    } catch (TestException e) {
      // A builtin of the shell, which speaks in the shell's name.
      return complain("sh", Errno.text(e), 2);
    } catch (ProcessEnd e) {
      throw e;
    } catch (RuntimeException e) {
      task.check();
      return complain(shortName(), Errno.text(e), 1);
    } finally {
      handlers.forEach(task.signals()::removeHandler);
    }
  }

  private int failed(Exception e) {
    task.check();
    if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)) {
      throw task.interrupted();
    }
    return complain(shortName(), Errno.text(e), 1);
  }

  private int complain(String speaker, String message, int status) {
    try {
      printError(speaker + ": " + message + "\n");
    } catch (IOException e) {
      // Where stderr is gone, nobody can be told.
    }
    return status;
  }
}
