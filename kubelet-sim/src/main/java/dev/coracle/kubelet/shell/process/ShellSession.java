// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything one process of a container has around it: files, streams, network, time, user.
 *
 * <p>A session runs one command; {@link #signal} and {@link #kill} may be called from any thread
 * meanwhile.
 */
public final class ShellSession {

  /** The permissions that new files do not get. */
  private static final int UMASK = 022;

  private final FileSystem fileSystem;
  private final Map<String, String> env;
  private final String workingDirectory;
  private final InputStream in;
  private final OutputStream out;
  private final OutputStream err;
  private final boolean terminal;
  private final ShellNetwork network;
  private final ShellTime time;
  private final Executor executor;
  private final ShellUser user;
  private final String hostname;
  private final long pid;
  private final RandomGenerator random;
  private final Map<String, Program> programs;
  private final Processes processes;
  private final ShellTask task;
  private final ProcessTable table;

  private ShellSession(Builder builder) {
    fileSystem = builder.fileSystem;
    env = Map.copyOf(builder.env);
    workingDirectory = builder.workingDirectory;
    in = builder.in;
    out = builder.out;
    err = builder.err;
    terminal = builder.terminal;
    network = builder.network;
    time = builder.time;
    task = new ShellTask(time);
    executor = builder.executor;
    user = builder.user;
    hostname = builder.hostname;
    pid = builder.pid;
    table = new ProcessTable(pid, task);
    random = builder.random;
    programs = Map.copyOf(builder.programs);
    processes = builder.processes;
  }

  /**
   * Starts a session over what has no sensible default.
   *
   * @param executor runs pipeline stages and background jobs; it must start each at once
   */
  public static Builder over(
      FileSystem fileSystem, ShellNetwork network, ShellTime time, Executor executor) {
    return new Builder(fileSystem, network, time, executor);
  }

  /** Whether {@link #run} would find the program. */
  public boolean canRun(String name) {
    return find(name).isPresent();
  }

  /**
   * Runs a command to its end on the calling thread, and returns its exit code.
   *
   * @param command the program and its arguments; no shell reads them
   * @throws ExecutableNotFoundException if there is no such program
   */
  public int run(List<String> command) {
    String name = command.get(0);
    Program program = find(name).orElseThrow(() -> new ExecutableNotFoundException(name));
    var process =
        new ShellProcess(
            this, task, pid, command, env, directory(), Descriptors.of(in, out, err), UMASK);
    try {
      task.enter();
      task.closeOnKill(in);
      int status = process.execute(program);
      task.check();
      return status;
    } catch (ProcessEnd end) {
      return end.status();
    } finally {
      task.leave();
      if (pid == 1) {
        // Nothing in a container outlives its first process.
        task.kill(9);
      }
    }
  }

  private Optional<Program> find(String name) {
    String path = env.getOrDefault("PATH", Executables.DEFAULT_PATH);
    return Executables.find(this, directory(), path, name);
  }

  private Path directory() {
    Path root = fileSystem.getPath("/");
    Path directory = root.resolve(workingDirectory);
    return Files.isDirectory(directory) ? directory : root;
  }

  /**
   * Delivers a signal, such as {@code TERM}, as a process would get it.
   *
   * @return whether a trap or a program has taken it; otherwise nothing has happened
   */
  public boolean signal(String name) {
    return task.signals().deliver(name);
  }

  /**
   * Does what Ctrl-C does at a terminal: interrupts the command in the foreground. The container's
   * own process is not ended by it, as process 1 is not.
   */
  public void interrupt() {
    if (!task.signals().deliver("INT") && pid != 1) {
      kill(2);
    }
  }

  /** Ends the command at once, with exit code 137; blocked reads and sleeps end too. */
  public void kill() {
    kill(9);
  }

  /** Ends the command at once, as if by a signal; its exit code is 128 plus the number. */
  public void kill(int signalNumber) {
    task.kill(signalNumber);
  }

  /** Whether one of the three standard streams is the terminal. */
  public boolean isTerminal(int number, Descriptors open) {
    return terminal
        && switch (number) {
          case 0 -> open.in() == in;
          case 1 -> open.out() == out;
          case 2 -> open.err() == err;
          default -> false;
        };
  }

  /** The Pod's network. */
  public ShellNetwork network() {
    return network;
  }

  /** The container's time. */
  public ShellTime time() {
    return time;
  }

  public Executor executor() {
    return executor;
  }

  /** The user of the process. */
  public ShellUser user() {
    return user;
  }

  /** The host name of the Pod. */
  public String hostname() {
    return hostname;
  }

  public long pid() {
    return pid;
  }

  public RandomGenerator random() {
    return random;
  }

  Map<String, Program> programs() {
    return programs;
  }

  public Processes processes() {
    return processes;
  }

  ShellTask task() {
    return task;
  }

  /** The processes that have been started in this session. */
  public ProcessTable table() {
    return table;
  }

  /** Collects what a session needs; the defaults are those of an empty container run by root. */
  public static final class Builder {
    private final FileSystem fileSystem;
    private final ShellNetwork network;
    private final ShellTime time;
    private final Executor executor;
    private final Map<String, String> env = new LinkedHashMap<>();
    private final Map<String, Program> programs = new LinkedHashMap<>();
    private String workingDirectory = "/";
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private boolean terminal;
    private OutputStream err = OutputStream.nullOutputStream();
    private ShellUser user = ShellUser.ROOT;
    private String hostname = "localhost";
    private long pid = 1;
    private Processes processes = (number, signal) -> false;
    private RandomGenerator random = new java.util.Random(0);

    private Builder(
        FileSystem fileSystem, ShellNetwork network, ShellTime time, Executor executor) {
      this.fileSystem = fileSystem;
      this.network = network;
      this.time = time;
      this.executor = executor;
    }

    /** Adds environment variables. */
    public Builder env(Map<String, String> variables) {
      env.putAll(variables);
      return this;
    }

    /** Sets the directory the command starts in; a missing one is the root directory. */
    public Builder workingDirectory(String directory) {
      workingDirectory = directory.isEmpty() ? "/" : directory;
      return this;
    }

    /** Sets what the command reads; {@link #kill} closes it. */
    public Builder in(InputStream stream) {
      in = stream;
      return this;
    }

    /** Sets where the command writes; several threads may write. */
    public Builder out(OutputStream stream) {
      out = stream;
      return this;
    }

    /** Sets where the command writes errors; several threads may write. */
    public Builder err(OutputStream stream) {
      err = stream;
      return this;
    }

    /** Sets whether the three streams are a terminal, at which a shell prompts. */
    public Builder terminal(boolean isOne) {
      terminal = isOne;
      return this;
    }

    /** Sets who runs the command. */
    public Builder user(ShellUser who) {
      user = who;
      return this;
    }

    /** Sets the host name. */
    public Builder hostname(String name) {
      hostname = name;
      return this;
    }

    /** Sets the process id that {@code $$} shows; 1 is the container's own process. */
    public Builder pid(long number) {
      pid = number;
      return this;
    }

    /** Sets what {@code $RANDOM} draws from. */
    public Builder random(RandomGenerator generator) {
      random = generator;
      return this;
    }

    /** Sets how {@code kill} reaches the other processes of the container. */
    public Builder processes(Processes others) {
      processes = others;
      return this;
    }

    /** Adds programs by name ({@code redis-cli}) or by absolute path ({@code /agnhost}). */
    public Builder programs(Map<String, Program> more) {
      programs.putAll(more);
      return this;
    }

    /** Builds the session. */
    public ShellSession build() {
      return new ShellSession(this);
    }
  }
}
