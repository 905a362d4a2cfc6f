// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.files.ContainerFiles;
import dev.coracle.kubelet.node.NodeServices;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.PodSpec;
import dev.coracle.kubelet.volume.PodVolumes;
import dev.coracle.program.Image;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a Pod has on its node before and after its containers: its address and its volumes. Runs on
 * the node's loop; what blocks is done by {@link PodSetup} on a thread of its own.
 */
final class PodSandbox {

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final PodWorker pod;
  private final NodeServices node;
  private Optional<PodLink> link = Optional.empty();
  private Optional<PodVolumes> volumes = Optional.empty();
  private boolean beingCreated;

  PodSandbox(PodWorker pod) {
    this.pod = pod;
    this.node = pod.node();
  }

  boolean isBeingCreated() {
    return beingCreated;
  }

  Optional<PodLink> link() {
    return link;
  }

  /** The Pod's address; empty until there is one. */
  String address() {
    return link.map(PodLink::address).orElse("");
  }

  ContainerFiles files(ContainerSpec container, Image image, Map<String, String> env) {
    return volumes.orElseThrow().files(container, image, env);
  }

  /** Attaches the Pod to the network and mounts its volumes. */
  void create() {
    beingCreated = true;
    node.time().work("attach " + pod.key(), () -> new PodSetup(pod, this).run());
  }

  private void createIfWanted() {
    if (pod.state() instanceof PodState.Pending && !beingCreated) {
      create();
    }
  }

  /** The network or a volume is not there. */
  void failed(String reason, String message) {
    beingCreated = false;
    node.events().warning(pod.spec().object(), reason, message);
    if (pod.state() instanceof PodState.Pending) {
      node.loop().schedule(RETRY, "attach " + pod.key() + " again", this::createIfWanted);
    }
    pod.changed();
  }

  void created(PodLink newLink, PodVolumes newVolumes) {
    beingCreated = false;
    link = Optional.of(newLink);
    volumes = Optional.of(newVolumes);
    pod.attached();
  }

  void podChanged(PodSpec newer) {
    volumes.ifPresent(mounted -> mounted.podChanged(newer));
  }

  /** A ConfigMap or Secret of the Pod's namespace has changed. */
  void configurationChanged() {
    volumes.ifPresent(PodVolumes::refresh);
    createIfWanted();
  }

  /** Gives the address and the volumes back, and then calls back on the loop. */
  void remove(Runnable done) {
    node.time()
        .work(
            "detach " + pod.key(),
            () -> {
              link.ifPresent(PodLink::close);
              volumes.ifPresent(PodVolumes::close);
              node.loop().execute(done);
            });
  }
}
