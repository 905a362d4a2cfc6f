// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.pod.ContainerState.Terminated;
import dev.coracle.kubelet.pod.ContainerState.Waiting;
import dev.coracle.kubelet.pod.ContainerStatus.Role;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The containers of one Pod, in the order in which they come and go: init containers one after the
 * other, sidecars where they stand among them, then the others all at once; and at the end sidecars
 * last, the first of them last of all. Runs on the node's loop.
 */
final class PodContainers {

  /** How far the init containers have come. */
  enum Initialization {
    UNDERWAY,
    DONE,
    FAILED
  }

  private final ContainerOwner pod;
  private final List<ContainerRunner> initContainers = new ArrayList<>();
  private final List<ContainerRunner> containers = new ArrayList<>();

  PodContainers(ContainerOwner pod, PodSpec spec) {
    this.pod = pod;
    boolean hasInit = !spec.initContainers().isEmpty();
    Waiting initial = hasInit ? Waiting.INITIALIZING : Waiting.CREATING;
    for (ContainerSpec init : spec.initContainers()) {
      Role role = init.restartPolicy().equals("Always") ? Role.SIDECAR : Role.INIT;
      initContainers.add(new ContainerRunner(pod, init, role, Waiting.INITIALIZING));
    }
    for (ContainerSpec container : spec.containers()) {
      containers.add(new ContainerRunner(pod, container, Role.APP, initial));
    }
  }

  /** All of them, in the order of the spec, init containers first. */
  Stream<ContainerRunner> all() {
    return Stream.concat(initContainers.stream(), containers.stream());
  }

  Optional<ContainerRunner> find(String name) {
    return all().filter(c -> c.spec().name().equals(name)).findFirst();
  }

  boolean isInit(String name) {
    return initContainers.stream().anyMatch(c -> c.spec().name().equals(name));
  }

  private Stream<ContainerRunner> sidecars() {
    return initContainers.stream().filter(c -> c.role() == Role.SIDECAR);
  }

  List<ContainerStatus> initStatuses() {
    return initContainers.stream().map(ContainerRunner::status).toList();
  }

  List<ContainerStatus> statuses() {
    return containers.stream().map(ContainerRunner::status).toList();
  }

  /** Brings the init containers on their way. */
  Initialization initialize() {
    for (ContainerRunner container : initContainers) {
      Initialization of = initialize(container);
      if (of != Initialization.DONE) {
        return of;
      }
    }
    return Initialization.DONE;
  }

  private Initialization initialize(ContainerRunner container) {
    if (container.status().initialized()) {
      return Initialization.DONE;
    }
    if (container.state() instanceof Terminated terminated && container.isIdle()) {
      if (container.role() == Role.INIT && !pod.restarts(container.spec(), terminated.exitCode())) {
        return Initialization.FAILED;
      }
      container.restart(terminated);
    } else if (container.isIdle()) {
      container.start();
    }
    return Initialization.UNDERWAY;
  }

  /** Starts those that are no init containers. */
  void start() {
    containers.forEach(ContainerRunner::start);
  }

  /** Starts again what has ended and is to be started again; whether anything else is left. */
  boolean keepRunning() {
    sidecars().forEach(this::restartIfEnded);
    boolean anyLeft = false;
    for (ContainerRunner container : containers) {
      anyLeft |= !endedForGood(container);
    }
    return anyLeft;
  }

  private boolean endedForGood(ContainerRunner container) {
    if (container.isIdle() && container.state() instanceof Terminated terminated) {
      if (!pod.restarts(container.spec(), terminated.exitCode())) {
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

  /** Stops all but the sidecars, whose turn comes when the others have ended. */
  void stop() {
    all().filter(c -> c.role() != Role.SIDECAR).forEach(ContainerRunner::stop);
    all().forEach(ContainerRunner::stopAllProbesButReadiness);
  }

  /** Stops the last sidecar that runs, where nothing else does; whether all have ended. */
  boolean haveEnded() {
    if (all().anyMatch(c -> c.role() != Role.SIDECAR && c.isActive())) {
      return false;
    }
    List<ContainerRunner> running = sidecars().filter(ContainerRunner::isActive).toList();
    if (!running.isEmpty()) {
      running.get(running.size() - 1).stop();
    }
    return running.isEmpty();
  }

  /** Takes newer definitions. */
  void redefine(PodSpec newer) {
    Stream.concat(newer.initContainers().stream(), newer.containers().stream())
        .forEach(spec -> find(spec.name()).ifPresent(c -> c.redefine(spec)));
  }
}
