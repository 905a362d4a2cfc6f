// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.time.Time;
import dev.coracle.kubelet.files.ContainerFiles;
import dev.coracle.kubelet.node.NodeServices;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.pod.ContainerState.Terminated;
import dev.coracle.kubelet.pod.ContainerState.Waiting;
import dev.coracle.kubelet.pod.ContainerStatus.Role;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
  private final List<ContainerRunner> initContainers = new ArrayList<>();
  private final List<ContainerRunner> containers = new ArrayList<>();
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
    boolean hasInit = !pod.initContainers().isEmpty();
    Waiting initial = hasInit ? Waiting.INITIALIZING : Waiting.CREATING;
    for (ContainerSpec spec : pod.initContainers()) {
      Role role = spec.restartPolicy().equals("Always") ? Role.SIDECAR : Role.INIT;
      initContainers.add(new ContainerRunner(this, spec, role, Waiting.INITIALIZING));
    }
    for (ContainerSpec spec : pod.containers()) {
      containers.add(new ContainerRunner(this, spec, Role.APP, initial));
    }
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

  /** All containers, in the order of the spec, init containers first. */
  Stream<ContainerRunner> all() {
    return Stream.concat(initContainers.stream(), containers.stream());
  }

  Optional<ContainerRunner> container(String name) {
    return all().filter(c -> c.spec().name().equals(name)).findFirst();
  }

  /**
   * Begins: attaches the Pod to the network and mounts its volumes, unless one of the node's other
   * Pods has what it needs.
   */
  public void start(Collection<PodWorker> others) {
    Optional<Cause> refusal =
        UnsupportedFields.refusal(pod).or(() -> HostPorts.conflict(pod, others));
    if (refusal.isPresent()) {
      state = new PodState.Pending().refuse(refusal.get());
      node.events().warning(pod.object(), refusal.get().reason(), refusal.get().message());
      changed();
      return;
    }
    UnsupportedFields.of(pod)
        .forEach(field -> node.events().warning(pod.object(), "FieldIgnored", field));
    pod.activeDeadline().ifPresent(this::limit);
    sandbox.create();
    changed();
  }

  private void limit(Duration most) {
    String message = "Pod was active on the node longer than the specified deadline";
    Runnable exceeded =
        () -> {
          node.events().normal(pod.object(), "DeadlineExceeded", message);
          terminate(Cause.failure("DeadlineExceeded", message));
        };
    deadline = Optional.of(node.loop().schedule(most, "deadline of " + key(), exceeded));
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
      Stream.concat(newer.initContainers().stream(), newer.containers().stream())
          .forEach(spec -> container(spec.name()).ifPresent(c -> c.redefine(spec)));
    }
    sandbox.podChanged(newer);
    if (!sameSpec || !newer.readinessGates().isEmpty() || newer.object().isDeleting()) {
      changed();
    }
  }

  /** The Pod is gone from the API. */
  public void removed() {
    removed = true;
    terminate(Cause.NONE);
    changed();
  }

  /** A ConfigMap or Secret of the Pod's namespace has changed. */
  public void configurationChanged() {
    all().forEach(ContainerRunner::configurationChanged);
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
    all().filter(c -> c.role() != Role.SIDECAR).forEach(this::stop);
    all().flatMap(c -> c.run().stream()).forEach(run -> run.health.stopAllButReadiness());
    changed();
  }

  /** Stops a container within what is left of the Pod's grace. */
  @Override
  public void stop(ContainerRunner container) {
    Instant end =
        state instanceof PodState.Terminating terminating
            ? terminating.deadline()
            : node.time().now().plus(pod.grace());
    Duration left = Duration.between(node.time().now(), end);
    container.stop(
        left.isNegative() ? Duration.ZERO : left, "Stopping container " + container.spec().name());
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
    if (state instanceof PodState.Initializing) {
      initialize();
    }
    if (state instanceof PodState.Running) {
      keepRunning();
    }
    if (state instanceof PodState.Terminating terminating) {
      finishStopping(terminating);
    }
    if (state instanceof PodState.Finished) {
      close();
    } else if (!removed) {
      status.write(snapshot());
    }
  }

  private void initialize() {
    for (ContainerRunner container : initContainers) {
      if (!initialized(container)) {
        return;
      }
    }
    state = ((PodState.Initializing) state).run();
    containers.forEach(ContainerRunner::start);
  }

  /** Brings an init container on its way; whether the next one may begin. */
  private boolean initialized(ContainerRunner container) {
    if (container.status().initialized()) {
      return true;
    }
    if (container.state() instanceof Terminated terminated && container.isIdle()) {
      if (container.role() == Role.INIT && !restarts(container, terminated.exitCode())) {
        state = ((PodState.Initializing) state).terminate(Cause.NONE, node.time().now());
        sidecars().forEach(this::stop);
      } else {
        container.restart(terminated);
      }
    } else if (container.isIdle()) {
      container.start();
    }
    return false;
  }

  private void keepRunning() {
    sidecars().forEach(this::restartIfEnded);
    boolean anyLeft = false;
    for (ContainerRunner container : containers) {
      anyLeft |= !endedForGood(container);
    }
    if (!anyLeft) {
      state = ((PodState.Running) state).terminate(Cause.NONE, node.time().now().plus(pod.grace()));
    }
  }

  private boolean endedForGood(ContainerRunner container) {
    if (container.isIdle() && container.state() instanceof Terminated terminated) {
      if (!restarts(container, terminated.exitCode())) {
        return true;
      }
      container.restart(terminated);
    }
    return false;
  }

  private void restartIfEnded(ContainerRunner container) {
    if (container.isIdle() && container.state() instanceof Terminated terminated) {
      container.restart(terminated);
    }
  }

  /** Whether a container is started again after it ended with a code. */
  @Override
  public boolean restarts(ContainerRunner container, int exitCode) {
    if (state instanceof PodState.Terminating || state instanceof PodState.Finished) {
      return false;
    }
    return RestartRule.restarts(pod, container.spec(), exitCode);
  }

  private void finishStopping(PodState.Terminating terminating) {
    if (sandbox.isBeingCreated() || all().anyMatch(c -> c.role() != Role.SIDECAR && c.isActive())) {
      return;
    }
    List<ContainerRunner> running =
        new ArrayList<>(sidecars().filter(ContainerRunner::isActive).toList());
    if (!running.isEmpty()) {
      stop(running.get(running.size() - 1));
      return;
    }
    state = terminating.finish();
  }

  private Stream<ContainerRunner> sidecars() {
    return initContainers.stream().filter(c -> c.role() == Role.SIDECAR);
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
        sandbox.link().map(PodLink::address),
        node.node().address(),
        initContainers.stream().map(ContainerRunner::status).toList(),
        containers.stream().map(ContainerRunner::status).toList());
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
    boolean init = initContainers.stream().anyMatch(c -> c.spec().name().equals(container.name()));
    return "spec." + (init ? "initContainers" : "containers") + "{" + container.name() + "}";
  }

  @Override
  public void portProblem(ContainerRunner container, int port, String problem) {
    warning(container.spec(), "PortUnavailable", "Port " + port + ": " + problem);
  }
}
