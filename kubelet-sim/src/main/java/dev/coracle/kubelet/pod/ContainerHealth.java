// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.process.ContainerProcess;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.ProbeSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * What its probes make of one run of a container: started or not, ready or not, and killed when it
 * fails. Runs on the node's loop.
 */
final class ContainerHealth implements ProbeWorker.Listener {

  private final ContainerOwner pod;
  private final ContainerSpec spec;
  private final BiConsumer<Duration, String> stop;
  private final List<ProbeWorker> probes = new ArrayList<>();
  private boolean ready;
  private boolean started;

  /**
   * The health of a run.
   *
   * @param stop stops the run within a grace, and says why
   */
  ContainerHealth(ContainerOwner pod, ContainerSpec spec, BiConsumer<Duration, String> stop) {
    this.pod = pod;
    this.spec = spec;
    this.stop = stop;
  }

  boolean isReady() {
    return ready;
  }

  @Override
  public boolean started() {
    return started;
  }

  /** Begins probing a run. */
  void begin(ContainerRun run) {
    started = spec.probe(ProbeSpec.Type.STARTUP).isEmpty();
    ready = started && spec.probe(ProbeSpec.Type.READINESS).isEmpty();
    Prober prober = new Prober(pod, spec, run);
    for (ProbeSpec.Type type : ProbeSpec.Type.values()) {
      spec.probe(type)
          .map(
              probe ->
                  new ProbeWorker(pod.node().loop(), probe, prober::probe, this, run.startedAt))
          .ifPresent(probes::add);
    }
    probes.forEach(ProbeWorker::start);
  }

  /** Ends the probes; readiness is looked at until the container has ended. */
  void stopAllButReadiness() {
    probes.stream()
        .filter(p -> p.spec().type() != ProbeSpec.Type.READINESS)
        .forEach(ProbeWorker::stop);
  }

  void stop() {
    probes.forEach(ProbeWorker::stop);
  }

  @Override
  public void published(ProbeSpec.Type type, boolean success, String output) {
    switch (type) {
      case READINESS -> setReady(success);
      case STARTUP -> startupPublished(success);
      case LIVENESS -> {
        if (!success) {
          kill(type);
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
      kill(ProbeSpec.Type.STARTUP);
      return;
    }
    started = true;
    ready = spec.probe(ProbeSpec.Type.READINESS).isEmpty();
    probes.forEach(ProbeWorker::trigger);
    pod.changed();
  }

  private void kill(ProbeSpec.Type type) {
    String which = type == ProbeSpec.Type.LIVENESS ? "liveness" : "startup";
    boolean again = pod.restarts(spec, ContainerProcess.KILLED);
    OptionalLong own =
        spec.probe(type).map(ProbeSpec::terminationGracePeriodSeconds).orElse(OptionalLong.empty());
    stop.accept(
        own.isPresent() ? Duration.ofSeconds(own.getAsLong()) : pod.grace(),
        "Container %s failed %s probe%s"
            .formatted(spec.name(), which, again ? ", will be restarted" : ""));
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
}
