// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The Services of a cluster and the Pods that each selects. Runs on its controller's loop. */
final class ServicePods {

  private static final String PAIR = "label pair";
  private static final String NODE = "node";

  private final Informer services;
  private final Informer pods;

  private ServicePods(Informer services, Informer pods) {
    this.services = services;
    this.pods = pods;
  }

  /** Makes a controller reconcile every Service that a change of itself or a Pod concerns. */
  static ServicePods watchedBy(Controller controller) {
    Informer services =
        controller.watch(ResourceType.SERVICES).indexedBy(PAIR, ServicePods::selectingPair);
    Informer pods =
        controller
            .watch(ResourceType.PODS, (before, after) -> concerned(services, before, after))
            .indexedBy(PAIR, ServicePods::pairs)
            .indexedBy(NODE, pod -> List.of(pod.text("spec", "nodeName")));
    return new ServicePods(services, pods);
  }

  /** The labels of a Pod, by which the Services are found that may select it. */
  private static List<String> pairs(KubeObject pod) {
    return pod.labels().entrySet().stream().map(label -> pair(pod, label)).toList();
  }

  /** One label of a Service's selector, by which the Pods are found that it may select. */
  private static List<String> selectingPair(KubeObject service) {
    Service lens = new Service(service);
    return lens.selectsPods()
        ? lens.selector().entrySet().stream().map(label -> pair(service, label)).limit(1).toList()
        : List.of();
  }

  private static String pair(KubeObject object, Map.Entry<String, String> label) {
    return object.namespace() + "/" + label.getKey() + "=" + label.getValue();
  }

  private static List<ObjectKey> concerned(
      Informer services, Optional<KubeObject> before, Optional<KubeObject> after) {
    if (before.isPresent() && after.isPresent() && !matters(before.get(), after.get())) {
      return List.of();
    }
    List<ObjectKey> keys = new ArrayList<>();
    before.ifPresent(pod -> keys.addAll(selecting(services, pod)));
    after.ifPresent(pod -> keys.addAll(selecting(services, pod)));
    return keys;
  }

  private static boolean matters(KubeObject before, KubeObject after) {
    return before.isDeleting() != after.isDeleting()
        || !before.at("status", "podIPs").equals(after.at("status", "podIPs"))
        || !before.text("status", "phase").equals(after.text("status", "phase"))
        || PodEndpoint.isReady(before) != PodEndpoint.isReady(after)
        || !before.labels().equals(after.labels())
        || !before.text("spec", "nodeName").equals(after.text("spec", "nodeName"));
  }

  private static List<ObjectKey> selecting(Informer services, KubeObject pod) {
    return pairs(pod).stream()
        .flatMap(pair -> services.by(PAIR, pair).stream())
        .filter(service -> new Service(service).selects(pod))
        .map(KubeObject::key)
        .toList();
  }

  /** Every Service. */
  Stream<KubeObject> services() {
    return services.all().stream();
  }

  Optional<KubeObject> service(ObjectKey key) {
    return services.get(key);
  }

  /** The Pods that a Service selects and that can have endpoints. */
  List<KubeObject> of(KubeObject service) {
    Service lens = new Service(service);
    return selectingPair(service).stream()
        .flatMap(pair -> pods.by(PAIR, pair).stream())
        .filter(lens::selects)
        .filter(PodEndpoint::hasEndpoint)
        .toList();
  }

  List<ObjectKey> servicesOnNode(String node) {
    return pods.by(NODE, node).stream()
        .flatMap(pod -> selecting(services, pod).stream())
        .distinct()
        .toList();
  }
}
