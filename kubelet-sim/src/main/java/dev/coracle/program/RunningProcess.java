// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A process that runs for a container: its streams are the container's, and it ends with the
 * container and with this JVM.
 */
final class RunningProcess {

  /** How long virtual time waits for a process that never rests. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ContainerContext context;
  private final Process process;
  private final String mark;
  private final CountDownLatch outputs = new CountDownLatch(2);

  private RunningProcess(ContainerContext context, Process process, String mark) {
    this.context = context;
    this.process = process;
    this.mark = mark;
  }

  static void start(ContainerContext context, ProcessLaunch.Started started) {
    RunningProcess running = new RunningProcess(context, started.process(), started.mark());
    context.closeAtEnd(SystemTime.atExit(running::kill));
    context.closeAtEnd(running::kill);
    // Its own handle leaves the streams open, on which it says how it ends.
    context.onTerminate(started.process().toHandle()::destroy);
    running.carry();
  }

  /** Carries its streams, and waits for its end, on threads that nobody waits for. */
  private void carry() {
    Time.Hold busy = context.time().hold("process " + process.pid(), PATIENCE, new AtRest(process));
    spawn("output", () -> pump(process.getInputStream(), context.stdout()));
    spawn("errors", () -> pump(process.getErrorStream(), context.stderr()));
    spawn("input", this::feed);
    spawn("end", () -> awaitEnd(busy));
  }

  private void spawn(String what, Runnable body) {
    Time.Worker worker = context.time().spawn(what + " of process " + process.pid(), body);
    context.closeAtEnd(worker::interrupt);
  }

  private void pump(InputStream from, PrintStream to) {
    byte[] buffer = new byte[8192];
    try (from) {
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        to.write(buffer, 0, n);
        to.flush();
      }
    } catch (IOException e) {
      // It has been killed.
    } finally {
      outputs.countDown();
    }
  }

  private void feed() {
    byte[] buffer = new byte[8192];
    try (OutputStream to = process.getOutputStream()) {
      InputStream from = context.stdin();
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        to.write(buffer, 0, n);
        to.flush();
      }
    } catch (IOException e) {
      // It reads no more.
    }
  }

  /** Its exit code is the container's once all that it wrote is in the log. */
  private void awaitEnd(Time.Hold busy) {
    try {
      int code = process.waitFor();
      // A descendant that holds its output open is no reason to go on.
      killLeftBehind();
      outputs.await();
      context.exit(code);
    } catch (InterruptedException e) {
      // The container has ended before its process, which is killed with it.
      Thread.currentThread().interrupt();
    } finally {
      busy.close();
    }
  }

  /** Kills it and all that it has started. */
  private void kill() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    killLeftBehind();
  }

  /** Kills what it has started and left to the system, which has become its parent. */
  private void killLeftBehind() {
    ProcessHandle.allProcesses().filter(this::isMarked).forEach(ProcessHandle::destroyForcibly);
  }

  /** Whether a process has inherited the mark; only Linux shows the environment of processes. */
  private boolean isMarked(ProcessHandle handle) {
    Path environment = Path.of("/proc/" + handle.pid() + "/environ");
    try {
      return Files.isReadable(environment) && contains(Files.readAllBytes(environment));
    } catch (IOException e) {
      return false;
    }
  }

  private boolean contains(byte[] environment) {
    return Stream.of(new String(environment, UTF_8).split("\0")).anyMatch(mark::equals);
  }

  /** Whether it has done nothing since it was last asked. */
  private static final class AtRest implements BooleanSupplier {

    private final Process process;
    private Duration used = Duration.ofNanos(-1);

    AtRest(Process process) {
      this.process = process;
    }

    @Override
    public synchronized boolean getAsBoolean() {
      Duration before = used;
      used = used();
      return used.equals(before);
    }

    private Duration used() {
      return Stream.concat(Stream.of(process.toHandle()), process.descendants())
          .flatMap(handle -> handle.info().totalCpuDuration().stream())
          .reduce(Duration.ZERO, Duration::plus);
    }
  }
}
