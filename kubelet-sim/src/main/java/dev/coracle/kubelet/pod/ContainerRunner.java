// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.pod.ContainerState.Running;
import dev.coracle.kubelet.pod.ContainerState.Terminated;
import dev.coracle.kubelet.pod.ContainerState.Waiting;
import dev.coracle.kubelet.pod.ContainerStatus.Role;
import dev.coracle.kubelet.process.ContainerProcess;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.stream.ContainerStreams;
import dev.coracle.kubelet.stream.LogBuffer;
import dev.coracle.program.Image;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One container of a Pod through all its runs: pulls, starts, and starts again when its Pod says
 * so. Runs on the node's loop.
 *
 * <p>What becomes of a run while it lasts is its {@link ContainerHealth}'s, and how it is ended its
 * {@link ContainerStop}'s.
 */
final class ContainerRunner implements ContainerStart.Listener {

  private final ContainerOwner pod;
  private final Role role;
  private final RestartBackOff backOff;
  private ContainerSpec spec;
  private ImagePull pull;
  private ContainerState state;
  private Optional<Terminated> last = Optional.empty();
  private ContainerLife life = new ContainerLife.Idle();
  private Optional<ContainerStreams> streams = Optional.empty();
  private LogBuffer log;
  private Optional<LogBuffer> previousLog = Optional.empty();
  private String imageReference = "";
  private String containerId = "";
  private int runs;

  ContainerRunner(ContainerOwner pod, ContainerSpec spec, Role role, Waiting initial) {
    this.pod = pod;
    this.spec = spec;
    this.role = role;
    this.pull = new ImagePull(pod.node(), spec);
    this.backOff = new RestartBackOff(pod.node().options().maxRestartDelay());
    this.state = initial;
    this.log = new LogBuffer(pod.node().time()::now);
  }

  ContainerSpec spec() {
    return spec;
  }

  Role role() {
    return role;
  }

  ContainerState state() {
    return state;
  }

  LogBuffer log() {
    return log;
  }

  Optional<LogBuffer> previousLog() {
    return previousLog;
  }

  Optional<ContainerRun> run() {
    return life instanceof ContainerLife.Running running
        ? Optional.of(running.run())
        : Optional.empty();
  }

  private Optional<ContainerHealth> health() {
    return life instanceof ContainerLife.Running running
        ? Optional.of(running.health())
        : Optional.empty();
  }

  /** The streams of the run, or of the last one. */
  Optional<ContainerStreams> streams() {
    return streams;
  }

  /** Whether the container runs or is about to. */
  boolean isActive() {
    return life instanceof ContainerLife.Starting || life instanceof ContainerLife.Running;
  }

  /** Whether nothing is going on, so that a start would do something. */
  boolean isIdle() {
    return life instanceof ContainerLife.Idle;
  }

  ContainerStatus status() {
    boolean done = role == Role.INIT && state instanceof Terminated t && t.succeeded();
    return new ContainerStatus(
        spec.name(),
        role,
        imageReference.isEmpty() ? spec.image() : imageReference,
        imageReference.isEmpty() ? "" : RuntimeText.image(imageReference),
        containerId,
        state,
        last,
        done || health().filter(ContainerHealth::isReady).isPresent(),
        health().filter(ContainerHealth::started).isPresent(),
        Math.max(0, runs - 1));
  }

  /** Pulls the image and starts; what becomes of it is told to the Pod. */
  void start() {
    cancelTimer();
    if (life instanceof ContainerLife.Idle idle) {
      pullAndStart(idle);
    }
  }

  private void pullAndStart(ContainerLife.Idle idle) {
    ImagePull.Result result = pull.pull(pod);
    if (result instanceof ImagePull.Pulled pulled) {
      life = idle.start();
      create(pulled.image());
    } else if (result instanceof ImagePull.Failed failed) {
      waitFor(failed.waiting(), failed.retry());
    }
  }

  private void create(Image image) {
    imageReference = image.reference();
    if (runs > 0) {
      previousLog = Optional.of(log);
      log = new LogBuffer(pod.node().time()::now);
    }
    LogBuffer newLog = log;
    int number = runs;
    pod.node()
        .time()
        .work(
            "start container " + spec.name() + " of " + pod.key(),
            () -> new ContainerStart(pod, spec, this, image, newLog, number).run());
  }

  @Override
  public void configurationFailed(String message) {
    boolean stopped = true;
    if (life instanceof ContainerLife.Starting starting) {
      stopped = starting.stopRequested();
      life = starting.failed();
    }
    imageReference = "";
    if (stopped) {
      pod.changed();
      return;
    }
    pod.warning(spec, "Failed", "Error: " + message);
    waitFor(new Waiting("CreateContainerConfigError", message), Duration.ofSeconds(10));
  }

  private void waitFor(Waiting waiting, Duration retry) {
    if (state instanceof Terminated terminated) {
      last = Optional.of(terminated);
    }
    state = waiting;
    if (life instanceof ContainerLife.Idle idle) {
      String what = "try " + spec.name() + " again";
      life = idle.delay(pod.node().loop().schedule(retry, what, this::start));
    }
    pod.changed();
  }

  /** Something that the container may have waited for has changed. */
  void configurationChanged() {
    if (state instanceof Waiting waiting
        && waiting.reason().equals("CreateContainerConfigError")
        && life instanceof ContainerLife.Delayed) {
      start();
    }
  }

  /** Takes a newer definition; another image means another container. */
  void redefine(ContainerSpec newer) {
    if (newer.image().equals(spec.image())) {
      return;
    }
    spec = newer;
    pull = new ImagePull(pod.node(), newer);
    if (life instanceof ContainerLife.Running) {
      stop(pod.grace(), "Container " + spec.name() + " definition changed, will be restarted");
    } else if (life instanceof ContainerLife.Delayed) {
      start();
    }
  }

  @Override
  public void startReturned(ContainerRun newRun) {
    if (!(life instanceof ContainerLife.Starting starting)) {
      throw new IllegalStateException("container " + spec.name() + " started while " + life);
    }
    runs++;
    if (state instanceof Terminated terminated) {
      last = Optional.of(terminated);
    }
    ContainerHealth health = new ContainerHealth(pod, spec, this::stop);
    life = starting.started(newRun, health, new ContainerStop(pod, spec, newRun, health));
    streams = Optional.of(newRun.streams);
    containerId = newRun.containerId;
    state = new Running(newRun.startedAt);
    pod.normal(spec, "Created", "Container created");
    if (newRun.process.startError().isEmpty()) {
      pod.normal(spec, "Started", "Container started");
    }
    if (newRun.process.hasEnded()) {
      exited(newRun.process);
    } else if (starting.stopRequested()) {
      stop();
    } else if (spec.hook("postStart").isPresent()) {
      Hooks.postStart(pod, spec, newRun, succeeded -> postStartEnded(newRun, succeeded));
    } else {
      beginProbes(newRun);
    }
    pod.changed();
  }

  private void postStartEnded(ContainerRun of, boolean succeeded) {
    if (succeeded) {
      beginProbes(of);
    } else if (run().filter(r -> r == of).isPresent()) {
      stop(pod.grace(), "FailedPostStartHook");
    }
  }

  private void beginProbes(ContainerRun of) {
    if (life instanceof ContainerLife.Running running
        && running.run() == of
        && !running.stop().hasBegun()
        && role != Role.INIT) {
      running.health().begin(of);
      pod.changed();
    }
  }

  void stopAllProbesButReadiness() {
    health().ifPresent(ContainerHealth::stopAllButReadiness);
  }

  /** Stops the container with its Pod. */
  void stop() {
    stop(pod.graceLeft(), "Stopping container " + spec.name());
  }

  /** Stops the container: preStop hook, stop signal, and death when its grace is over. */
  void stop(Duration grace, String message) {
    cancelTimer();
    if (life instanceof ContainerLife.Starting starting) {
      life = starting.stop();
    } else if (life instanceof ContainerLife.Running running) {
      running.stop().begin(grace, message);
    }
  }

  @Override
  public void exited(ContainerProcess process) {
    if (life instanceof ContainerLife.Running running && running.run().process == process) {
      life = running.exited();
      running.stop().ended();
      running.health().stop();
      ended(running.run());
    }
  }

  private void ended(ContainerRun ended) {
    int code = ended.process.exitCode().orElse(ContainerProcess.KILLED);
    ended.streams.end();
    log.end();
    String message = TerminationMessage.of(spec, ended, log, code);
    ended.context.setup().files().close();
    String startError = ended.process.startError();
    if (!startError.isEmpty()) {
      pod.warning(spec, "Failed", "Error: " + startError);
    }
    state =
        new Terminated(
            code,
            startError.isEmpty() ? (code == 0 ? "Completed" : "Error") : "StartError",
            startError.isEmpty() ? message : startError,
            startError.isEmpty() ? ended.startedAt : Instant.EPOCH,
            pod.node().time().now(),
            ended.containerId);
    pod.changed();
  }

  /** Starts the container again, at once or after its back-off. */
  void restart(Terminated terminated) {
    Duration delay = backOff.finished(terminated.finishedAt());
    Duration passed = Duration.between(terminated.finishedAt(), pod.node().time().now());
    Duration left = delay.minus(passed);
    if (left.isNegative() || left.isZero()) {
      start();
      return;
    }
    pod.warning(
        spec,
        "BackOff",
        "Back-off restarting failed container " + spec.name() + " in pod " + pod.fullName());
    waitFor(
        new Waiting(
            "CrashLoopBackOff",
            "back-off "
                + RuntimeText.duration(delay)
                + " restarting failed container="
                + spec.name()
                + " pod="
                + pod.fullName()),
        left);
  }

  private void cancelTimer() {
    if (life instanceof ContainerLife.Delayed delayed) {
      life = delayed.cancel();
    }
  }
}
