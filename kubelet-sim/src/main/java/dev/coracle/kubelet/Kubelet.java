// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.api.FieldSelector;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Informer;
import dev.coracle.kubelet.node.NodeServices;
import dev.coracle.kubelet.pod.PodWorker;
import dev.coracle.kubelet.pod.StatusWriter;
import dev.coracle.kubelet.spec.PodSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One node: follows the Pods bound to it and gives each a worker. Runs on the node's loop. */
final class Kubelet {

  private final NodeServices services;
  private final StatusWriter status;
  private final Informer pods;
  private final Map<String, PodWorker> workers = new LinkedHashMap<>();

  Kubelet(NodeServices services) {
    this.services = services;
    this.status =
        new StatusWriter(
            services.client(), services.time().loop("status of " + services.node().name()));
    ListOptions own =
        ListOptions.ALL.withFields(FieldSelector.of("spec.nodeName", services.node().name()));
    this.pods =
        Informer.of(services.client(), ResourceType.PODS, own, services.loop())
            .onChange(this::changed);
  }

  void start() {
    pods.start();
  }

  NodeServices services() {
    return services;
  }

  private void changed(Optional<KubeObject> before, Optional<KubeObject> after) {
    String uid = after.map(KubeObject::uid).orElse("");
    before.filter(b -> !b.uid().equals(uid)).ifPresent(this::removed);
    after.map(PodSpec::new).ifPresent(this::updated);
  }

  private void updated(PodSpec pod) {
    PodWorker worker = workers.get(pod.object().uid());
    if (worker != null) {
      worker.update(pod);
    } else if (!pod.isTerminal()) {
      begin(pod);
    } else if (pod.object().isDeleting()) {
      begin(pod).update(pod);
    }
  }

  private PodWorker begin(PodSpec pod) {
    String uid = pod.object().uid();
    List<PodWorker> others = List.copyOf(workers.values());
    PodWorker worker = new PodWorker(services, status, pod, () -> workers.remove(uid));
    workers.put(uid, worker);
    if (pod.object().isDeleting()) {
      worker.update(pod);
    } else {
      worker.start(others);
    }
    return worker;
  }

  private void removed(KubeObject pod) {
    PodWorker worker = workers.get(pod.uid());
    if (worker != null) {
      worker.removed();
    }
  }

  /** The worker of a Pod by its key; the newest where an older one still ends. */
  Optional<PodWorker> worker(ObjectKey key) {
    return workers.values().stream()
        .filter(w -> w.key().equals(key))
        .reduce((older, newer) -> newer);
  }

  /** Ends what still runs of Pods that are gone; returns how many Pods that were. */
  int killRemoved() {
    workers.values().forEach(PodWorker::killIfRemoved);
    return (int) workers.values().stream().filter(PodWorker::isRemoved).count();
  }

  void configurationChanged(String namespace) {
    workers.values().stream()
        .filter(w -> w.key().namespace().equals(namespace))
        .toList()
        .forEach(PodWorker::configurationChanged);
  }

  void close() {
    services.loop().close();
    pods.close();
    services.hostFiles().close();
  }
}
