// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.api.time.Time;
import dev.coracle.kubelet.ContainerState.Running;
import dev.coracle.kubelet.ContainerState.Terminated;
import dev.coracle.kubelet.ContainerState.Waiting;
import dev.coracle.kubelet.ContainerStatus.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One container of a Pod through all its runs: pulls, starts, probes, stops, and starts again when
 * its Pod says so. Runs on the node's loop.
 */
final class ContainerRunner implements ProbeRunner.Listener {

  private static final Duration MINIMUM_GRACE = Duration.ofSeconds(2);

  private final PodWorker pod;
  private final Role role;
  private final RestartBackOff backOff;
  private ContainerSpec spec;
  private ImagePull pull;
  private ContainerState state;
  private Optional<Terminated> last = Optional.empty();
  private Optional<ContainerRun> run = Optional.empty();
  private Optional<ContainerStreams> streams = Optional.empty();
  private LogBuffer log;
  private Optional<LogBuffer> previousLog = Optional.empty();
  private Optional<Time.Timer> timer = Optional.empty();
  private String imageReference = "";
  private String containerId = "";
  private int runs;
  private boolean starting;
  private boolean stopRequested;
  private boolean ready;
  private boolean started;

  ContainerRunner(PodWorker pod, ContainerSpec spec, Role role, Waiting initial) {
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
    return run;
  }

  /** The streams of the run, or of the last one. */
  Optional<ContainerStreams> streams() {
    return streams;
  }

  @Override
  public boolean started() {
    return started;
  }

  /** Whether the container runs or is about to. */
  boolean isActive() {
    return starting || run.isPresent();
  }

  /** Whether nothing is going on, so that a start would do something. */
  boolean isIdle() {
    return !isActive() && timer.isEmpty();
  }

  ContainerStatus status() {
    boolean done = role == Role.INIT && state instanceof Terminated t && t.succeeded();
    return new ContainerStatus(
        spec.name(),
        role,
        imageReference.isEmpty() ? spec.image() : imageReference,
        imageReference.isEmpty() ? "" : Ids.image(imageReference),
        containerId,
        state,
        last,
        done || ready,
        started,
        Math.max(0, runs - 1));
  }

  /** Pulls the image and starts; what becomes of it is told to the Pod. */
  void start() {
    cancelTimer();
    ImagePull.Result result = pull.pull(pod);
    if (result instanceof ImagePull.Pulled pulled) {
      create(pulled.image());
    } else if (result instanceof ImagePull.Failed failed) {
      waitFor(failed.waiting(), failed.retry());
    }
  }

  private void create(Image image) {
    starting = true;
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
            () -> new ContainerStart(pod, this, image, newLog, number).run());
  }

  /** The container's configuration is incomplete; called on the loop. */
  void configurationFailed(String message) {
    starting = false;
    imageReference = "";
    if (stopRequested) {
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
    timer =
        Optional.of(
            pod.node().loop().schedule(retry, "try " + spec.name() + " again", this::start));
    pod.changed();
  }

  /** Something that the container may have waited for has changed. */
  void configurationChanged() {
    if (state instanceof Waiting waiting
        && waiting.reason().equals("CreateContainerConfigError")
        && timer.isPresent()) {
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
    if (run.isPresent()) {
      stop(pod.grace(), "Container " + spec.name() + " definition changed, will be restarted");
    } else if (timer.isPresent()) {
      start();
    }
  }

  /** The program's start has returned; called on the loop. */
  void startReturned(ContainerRun newRun) {
    starting = false;
    runs++;
    if (state instanceof Terminated terminated) {
      last = Optional.of(terminated);
    }
    run = Optional.of(newRun);
    streams = Optional.of(newRun.streams);
    containerId = newRun.containerId;
    state = new Running(newRun.startedAt);
    pod.normal(spec, "Created", "Container created");
    if (newRun.process.startError().isEmpty()) {
      pod.normal(spec, "Started", "Container started");
    }
    if (newRun.process.hasEnded()) {
      exited(newRun.process);
    } else if (stopRequested) {
      pod.stop(this);
    } else if (spec.hook("postStart").isPresent()) {
      Hooks.postStart(pod, this, newRun);
    } else {
      beginProbes(newRun);
    }
    pod.changed();
  }

  /** Begins probing, after the container's postStart hook. */
  void beginProbes(ContainerRun of) {
    if (run.filter(r -> r == of).isEmpty() || of.stopping) {
      return;
    }
    if (role == Role.INIT) {
      return;
    }
    started = spec.probe(ProbeSpec.Type.STARTUP).isEmpty();
    ready = started && spec.probe(ProbeSpec.Type.READINESS).isEmpty();
    for (ProbeSpec.Type type : ProbeSpec.Type.values()) {
      spec.probe(type).ifPresent(probe -> of.probes.add(probeRunner(of, probe)));
    }
    of.probes.forEach(ProbeRunner::start);
    pod.changed();
  }

  private ProbeRunner probeRunner(ContainerRun of, ProbeSpec probe) {
    return new ProbeRunner(
        pod.node().loop(), probe, new Probes(pod, this, of)::probe, this, of.startedAt);
  }

  @Override
  public void published(ProbeSpec.Type type, boolean success, String output) {
    switch (type) {
      case READINESS -> setReady(success);
      case STARTUP -> startupPublished(success);
      case LIVENESS -> {
        if (!success) {
          probeKills(type);
        }
      }
    }
  }

  private void setReady(boolean value) {
    if (ready != value) {
      ready = value;
      pod.changed();
    }
  }

  private void startupPublished(boolean success) {
    if (!success) {
      probeKills(ProbeSpec.Type.STARTUP);
      return;
    }
    started = true;
    ready = spec.probe(ProbeSpec.Type.READINESS).isEmpty();
    run.ifPresent(r -> r.probes.forEach(ProbeRunner::trigger));
    pod.changed();
  }

  private void probeKills(ProbeSpec.Type type) {
    String which = type == ProbeSpec.Type.LIVENESS ? "liveness" : "startup";
    boolean again = pod.restarts(this, ContainerProcess.KILLED);
    String message =
        "Container "
            + spec.name()
            + " failed "
            + which
            + " probe"
            + (again ? ", will be restarted" : "");
    OptionalLong own =
        spec.probe(type).map(ProbeSpec::terminationGracePeriodSeconds).orElse(OptionalLong.empty());
    Duration grace = own.isPresent() ? Duration.ofSeconds(own.getAsLong()) : pod.grace();
    stop(grace, message);
  }

  @Override
  public void event(ProbeSpec.Type type, ProbeResult result) {
    String message =
        switch (result.outcome()) {
          case WARNING -> type.title() + " probe warning: " + result.output();
          case ERROR ->
              type.title() + " probe errored and resulted in unknown state: " + result.output();
          default -> type.title() + " probe failed: " + result.output();
        };
    boolean warns = result.outcome() == ProbeResult.Outcome.WARNING;
    pod.warning(spec, warns ? "ProbeWarning" : "Unhealthy", message);
  }

  /** Stops the container: preStop hook, stop signal, and death when its grace is over. */
  void stop(Duration grace, String message) {
    stopRequested = true;
    cancelTimer();
    run.ifPresent(r -> stop(r, grace, message));
  }

  private void stop(ContainerRun current, Duration grace, String message) {
    Instant deadline = pod.node().time().now().plus(atLeastMinimum(grace));
    if (!current.stopping || deadline.isBefore(current.killTime)) {
      killAt(current, deadline);
    }
    if (current.stopping) {
      return;
    }
    current.stopping = true;
    current.stopProbes(false);
    pod.normal(spec, "Killing", message);
    if (spec.hook("preStop").isPresent() && !grace.isZero()) {
      Hooks.preStop(pod, this, current, grace);
    } else {
      signal(current);
    }
  }

  private static Duration atLeastMinimum(Duration grace) {
    return grace.compareTo(MINIMUM_GRACE) < 0 ? MINIMUM_GRACE : grace;
  }

  /** Sends the stop signal after the preStop hook; at least two seconds are left for it. */
  void signalAfterHook(ContainerRun current) {
    Instant least = pod.node().time().now().plus(MINIMUM_GRACE);
    if (current.killTime.isBefore(least)) {
      killAt(current, least);
    }
    signal(current);
  }

  private void signal(ContainerRun current) {
    if (current.signalled || current.process.hasEnded()) {
      return;
    }
    current.signalled = true;
    current.process.terminate();
  }

  /** Sets when the container is killed; at least two seconds from now. */
  private void killAt(ContainerRun current, Instant deadline) {
    current.killTimer.ifPresent(Time.Timer::cancel);
    current.killTime = deadline;
    Duration left = Duration.between(pod.node().time().now(), deadline);
    current.killTimer =
        Optional.of(
            pod.node()
                .loop()
                .schedule(
                    left.isNegative() ? Duration.ZERO : left,
                    "kill container " + spec.name(),
                    () -> pod.node().time().work("kill " + spec.name(), current.process::kill)));
  }

  /** A process has ended; called on the loop, possibly before its start has returned. */
  void exited(ContainerProcess process) {
    run.filter(r -> r.process == process).ifPresent(this::exited);
  }

  private void exited(ContainerRun ended) {
    int code = ended.process.exitCode().orElse(ContainerProcess.KILLED);
    ended.killTimer.ifPresent(Time.Timer::cancel);
    ended.stopProbes(true);
    ended.streams.end();
    log.end();
    String message = TerminationMessage.of(spec, ended, log, code);
    ended.context.setup().files().close();
    run = Optional.empty();
    ready = false;
    started = false;
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
    stopRequested = false;
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
                + Ids.duration(delay)
                + " restarting failed container="
                + spec.name()
                + " pod="
                + pod.fullName()),
        left);
  }

  private void cancelTimer() {
    timer.ifPresent(Time.Timer::cancel);
    timer = Optional.empty();
  }
}
