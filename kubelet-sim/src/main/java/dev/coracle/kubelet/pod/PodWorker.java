// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.time.Time;
import dev.coracle.kubelet.files.ContainerFiles;
import dev.coracle.kubelet.node.NodeServices;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.pod.PodState.Cause;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.PodSpec;
import dev.coracle.kubelet.spec.RestartRule;
import dev.coracle.kubelet.thread.CountedThreads;
import dev.coracle.program.HttpHandler;
import dev.coracle.program.Image;
import dev.coracle.program.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The life of one Pod on its node, from its binding to its removal. Runs on the node's loop.
 *
 * <p>Whatever happens to a container ends in {@link #changed}, which has the Pod looked at once and
 * as a whole: what is next is decided from what is, not from what happened.
 */
public final class PodWorker implements ContainerOwner {

  private final NodeServices node;
  private final StatusWriter status;
  private final Instant startTime;
  private final CountedThreads serving;
  private final PodSandbox sandbox;
  private final PodContainers containers;
  private final Runnable forget;
  private PodSpec pod;
  private PodState state = new PodState.Pending();
  private Optional<Time.Timer> deadline = Optional.empty();
  private volatile Optional<HttpHandler> override = Optional.empty();
  private boolean queued;
  private boolean closing;
  private boolean removed;

  public PodWorker(NodeServices node, StatusWriter status, PodSpec pod, Runnable forget) {
    this.node = node;
    this.status = status;
    this.pod = pod;
    this.forget = forget;
    this.startTime = node.time().now();
    this.serving =
        CountedThreads.probed(node.time(), node.loop(), "requests to " + pod.object().key());
    this.sandbox = new PodSandbox(this);
    this.containers = new PodContainers(this, pod);
  }

  @Override
  public NodeServices node() {
    return node;
  }

  @Override
  public PodSpec spec() {
    return pod;
  }

  PodState state() {
    return state;
  }

  @Override
  public ObjectKey key() {
    return pod.object().key();
  }

  @Override
  public String fullName() {
    return pod.fullName();
  }

  @Override
  public Duration grace() {
    return pod.grace();
  }

  @Override
  public Optional<PodLink> link() {
    return sandbox.link();
  }

  @Override
  public CountedThreads serving() {
    return serving;
  }

  /** What answers HTTP requests instead of the Pod's own programs, if anything does. */
  @Override
  public Optional<HttpHandler> override() {
    return override;
  }

  public void override(Optional<HttpHandler> handler) {
    override = handler;
  }

  @Override
  public PodInfo info() {
    return pod.info(sandbox.address());
  }

  /** Ends a container as if its program had exited; an empty name means the first one. */
  public void crash(String container, int exitCode) {
    String name = container.isEmpty() ? pod.containers().get(0).name() : container;
    container(name)
        .flatMap(ContainerRunner::run)
        .ifPresent(
            run ->
                node.time()
                    .work("crash " + name + " of " + key(), () -> run.process.exit(exitCode)));
  }

  @Override
  public NetworkHandlers handlers(ContainerSpec container) {
    return new NetworkHandlers(node.network(), node.node().name(), sandbox.address(), container);
  }

  @Override
  public ContainerFiles files(ContainerSpec container, Image image, Map<String, String> env) {
    return sandbox.files(container, image, env);
  }

  Optional<ContainerRunner> container(String name) {
    return containers.find(name);
  }

  /**
   * Begins: attaches the Pod to the network and mounts its volumes, unless one of the node's other
   * Pods has what it needs.
   */
  public void start(Collection<PodWorker> others) {
    List<PodSpec> alive =
        others.stream()
            .filter(other -> !(other.state instanceof PodState.Finished))
            .map(PodWorker::spec)
            .toList();
    Optional<Cause> refusal = PodAdmission.refusal(pod, alive, node.node().allocatable());
    if (refusal.isPresent()) {
      state = new PodState.Pending().refuse(refusal.get());
      node.events().warning(pod.object(), refusal.get().reason(), refusal.get().message());
      changed();
      return;
    }
    UnsupportedFields.of(pod)
        .forEach(field -> node.events().warning(pod.object(), "FieldIgnored", field));
    limit();
    sandbox.create();
    changed();
  }

  /** Sets when the Pod has been active for long enough, counted from its start. */
  private void limit() {
    deadline.ifPresent(Time.Timer::cancel);
    deadline = pod.activeDeadline().map(this::limit);
  }

  private Time.Timer limit(Duration most) {
    String message = "Pod was active on the node longer than the specified deadline";
    Runnable exceeded =
        () -> {
          node.events().normal(pod.object(), "DeadlineExceeded", message);
          terminate(Cause.failure("DeadlineExceeded", message));
        };
    Duration left = Duration.between(node.time().now(), startTime.plus(most));
    if (left.isNegative() || left.isZero()) {
      node.loop().execute(exceeded);
      return () -> {};
    }
    return node.loop().schedule(left, "deadline of " + key(), exceeded);
  }

  /** The Pod has its address and volumes. */
  void attached() {
    if (state instanceof PodState.Pending pending) {
      state = pending.initialize();
    }
    changed();
  }

  /** Takes a newer version of the Pod. */
  public void update(PodSpec newer) {
    PodSpec before = pod;
    pod = newer;
    if (newer.object().isDeleting()) {
      terminate(Cause.NONE);
    } else if (newer.isTerminal() && !(state instanceof PodState.Finished)) {
      String reason = newer.object().text("status", "reason");
      terminate(
          new Cause(
              reason, newer.object().text("status", "message"), newer.phase().equals("Failed")));
    }
    boolean sameSpec = before.object().generation() == newer.object().generation();
    if (!sameSpec && !newer.object().isDeleting()) {
      containers.redefine(newer);
      if (!newer.activeDeadline().equals(before.activeDeadline()) && isLive()) {
        limit();
      }
    }
    sandbox.podChanged(newer);
    if (!sameSpec || !newer.readinessGates().isEmpty() || newer.object().isDeleting()) {
      changed();
    }
  }

  private boolean isLive() {
    return !(state instanceof PodState.Terminating) && !(state instanceof PodState.Finished);
  }

  /** The Pod is gone from the API. */
  public void removed() {
    removed = true;
    terminate(Cause.NONE);
    changed();
  }

  /** Whether the API has it no more, and something of it is left here. */
  public boolean isRemoved() {
    return removed;
  }

  /**
   * Ends what still runs of a Pod that the API has no more, without hook, signal and grace; others
   * are left alone.
   */
  public void killIfRemoved() {
    if (removed) {
      if (state instanceof PodState.Terminating terminating) {
        state = terminating.sooner(node.time().now());
      }
      containers.all().forEach(container -> container.run().ifPresent(this::kill));
    }
  }

  private void kill(ContainerRun run) {
    node.time().work("kill a container of " + key(), run.process::kill);
  }

  /** A ConfigMap or Secret of the Pod's namespace has changed. */
  public void configurationChanged() {
    containers.all().forEach(ContainerRunner::configurationChanged);
    sandbox.configurationChanged();
  }

  private void terminate(Cause cause) {
    Instant end = node.time().now().plus(pod.grace());
    if (state instanceof PodState.Pending pending) {
      state = pending.terminate(cause, end);
    } else if (state instanceof PodState.Initializing initializing) {
      state = initializing.terminate(cause, end);
    } else if (state instanceof PodState.Running running) {
      state = running.terminate(cause, end);
    } else if (state instanceof PodState.Terminating terminating) {
      state = terminating.sooner(end);
      if (state == terminating) {
        return;
      }
    } else {
      return;
    }
    deadline.ifPresent(Time.Timer::cancel);
    containers.stop();
    changed();
  }

  @Override
  public Duration graceLeft() {
    if (state instanceof PodState.Terminating terminating) {
      Duration left = Duration.between(node.time().now(), terminating.deadline());
      return left.isNegative() ? Duration.ZERO : left;
    }
    return pod.grace();
  }

  /** Something has changed: has the Pod looked at soon, and its status written. */
  @Override
  public void changed() {
    if (!queued) {
      queued = true;
      node.loop().execute(this::sync);
    }
  }

  private void sync() {
    queued = false;
    if (state instanceof PodState.Initializing initializing) {
      initialize(initializing);
    }
    if (state instanceof PodState.Running running && !containers.keepRunning()) {
      state = running.terminate(Cause.NONE, node.time().now().plus(pod.grace()));
    }
    if (state instanceof PodState.Terminating terminating
        && !sandbox.isBeingCreated()
        && containers.haveEnded()) {
      state = terminating.finish();
    }
    if (state instanceof PodState.Finished) {
      close();
    } else if (!removed) {
      status.write(snapshot());
    }
  }

  private void initialize(PodState.Initializing initializing) {
    switch (containers.initialize()) {
      case DONE -> {
        state = initializing.run();
        containers.start();
      }
      case FAILED ->
          state = initializing.terminate(Cause.NONE, node.time().now().plus(pod.grace()));
      case UNDERWAY -> {}
    }
  }

  /** Whether a container is started again after it ended with a code. */
  @Override
  public boolean restarts(ContainerSpec container, int exitCode) {
    if (state instanceof PodState.Terminating || state instanceof PodState.Finished) {
      return false;
    }
    return RestartRule.restarts(pod, container, exitCode);
  }

  /** Gives the address back, and then tells the API that it is over. */
  private void close() {
    if (closing) {
      report();
      return;
    }
    closing = true;
    sandbox.remove(this::report);
  }

  private void report() {
    if (removed) {
      forget.run();
    } else if (pod.object().isDeleting()) {
      status.writeAndRemove(snapshot());
    } else {
      status.write(snapshot());
    }
  }

  /** How the Pod is now. */
  PodSnapshot snapshot() {
    return new PodSnapshot(
        pod,
        state,
        startTime,
        sandbox.link().map(PodLink::addresses).orElse(List.of()),
        node.node().addresses(),
        containers.initStatuses(),
        containers.statuses());
  }

  @Override
  public void normal(ContainerSpec container, String reason, String message) {
    node.events().normal(pod.object(), fieldPath(container), reason, message);
  }

  @Override
  public void warning(ContainerSpec container, String reason, String message) {
    node.events().warning(pod.object(), fieldPath(container), reason, message);
  }

  private String fieldPath(ContainerSpec container) {
    String list = containers.isInit(container.name()) ? "initContainers" : "containers";
    return "spec." + list + "{" + container.name() + "}";
  }
}
