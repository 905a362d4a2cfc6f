// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.nodelifecycle;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.model.Node;
import dev.coracle.api.model.Pod;
import dev.coracle.api.time.Time;
import dev.coracle.controller.DocumentTrees;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Watches over nodes: what is not heard of for fifty seconds is not ready, what is not ready is
 * tainted, and Pods that do not tolerate the taint, or not for long, are evicted. Pods of a node
 * that was deleted go after forty seconds.
 *
 * <p>A node that never showed a sign of life, one made by hand, is taken at its word.
 */
public final class NodeLifecycleController {

  private static final String NODE = "node";
  private static final String LEASE_NAMESPACE = "kube-node-lease";
  private static final Duration QUARANTINE = Duration.ofSeconds(40);

  private final KubeClient client;
  private final Time time;
  private final Controller controller;
  private final NodeEvictions evictions;
  private final Informer nodes;
  private final Informer leases;
  private final Informer pods;
  private final Map<ObjectKey, KubeObject> registered = new HashMap<>();
  private final Set<ObjectKey> notReady = new HashSet<>();
  private final Map<ObjectKey, Instant> missingSince = new HashMap<>();
  private final Set<String> condemned = new HashSet<>();

  private NodeLifecycleController(KubeClient client, Time time) {
    this.time = time;
    this.controller = new Controller("node-controller", client, time);
    this.client = controller.client();
    this.evictions = new NodeEvictions(this.client, time);
    this.nodes = controller.watch(ResourceType.NODES, this::concerned);
    this.leases = controller.read(ResourceType.LEASES);
    this.pods =
        controller
            .watch(ResourceType.PODS, NodeLifecycleController::newlyBound)
            .indexedBy(NODE, pod -> List.of(pod.text("spec", "nodeName")));
  }

  public static Controller create(KubeClient client, Time time) {
    NodeLifecycleController made = new NodeLifecycleController(client, time);
    return made.controller.reconcile(made::reconcile);
  }

  /** The node itself, and where it became ready or ceased to be every other one. */
  private Collection<ObjectKey> concerned(Optional<KubeObject> before, Optional<KubeObject> after) {
    boolean same =
        before.filter(n -> new Node(n).isReady()).isPresent()
            == after.filter(n -> new Node(n).isReady()).isPresent();
    Stream<KubeObject> others =
        same && before.isPresent() == after.isPresent() ? Stream.empty() : nodes.all().stream();
    return Stream.concat(after.or(() -> before).stream(), others).map(KubeObject::key).toList();
  }

  private static List<ObjectKey> newlyBound(
      Optional<KubeObject> before, Optional<KubeObject> after) {
    String node = after.map(pod -> pod.text("spec", "nodeName")).orElse("");
    boolean wasThere = before.filter(b -> b.text("spec", "nodeName").equals(node)).isPresent();
    return node.isEmpty() || wasThere ? List.of() : List.of(ObjectKey.cluster(node));
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    Optional<KubeObject> node = nodes.get(key);
    if (node.isEmpty()) {
      notReady.remove(key);
      Optional.ofNullable(registered.remove(key)).ifPresent(evictions::tellRemoved);
      return collectPods(key);
    }
    missingSince.remove(key);
    if (registered.put(key, node.get()) == null) {
      evictions.tellRegistered(node.get());
    }
    Optional<Instant> silence = silentFrom(node.get());
    KubeObject heard =
        silence.filter(from -> !from.isAfter(now())).isPresent()
            ? markUnknown(node.get())
            : node.get();
    KubeObject tainted = taint(heard);
    followReadiness(tainted);
    Optional<Instant> eviction = evict(tainted);
    return Stream.concat(silence.filter(now()::isBefore).stream(), eviction.stream())
        .min(Instant::compareTo)
        .map(next -> Duration.between(now(), next));
  }

  private Instant now() {
    return controller.loop().now();
  }

  /** When the node will have been silent for too long, if it is not known to be. */
  private Optional<Instant> silentFrom(KubeObject node) {
    if (Json.textAt(new Node(node).condition("Ready"), "status").equals("Unknown")) {
      return Optional.empty();
    }
    Optional<KubeObject> lease = leases.get(ObjectKey.of(LEASE_NAMESPACE, node.name()));
    return NodeHealth.lastSign(node, lease).map(sign -> sign.plus(time.limit(NodeHealth.GRACE)));
  }

  private KubeObject markUnknown(KubeObject node) {
    ArrayNode conditions = NodeHealth.unknownConditions(node, now());
    return client.patchStatus(
        ResourceType.NODES,
        node.key(),
        DocumentTrees.patchOf(
            node, body -> body.putObject("status").set("conditions", conditions)));
  }

  private KubeObject taint(KubeObject node) {
    ZoneDisruption disruption = ZoneDisruption.around(node, nodes.all());
    ArrayNode taints = NodeHealth.taints(node, disruption, now());
    if (taints.isEmpty()
        ? node.at("spec", "taints").isEmpty()
        : DocumentTrees.same(taints, node.at("spec", "taints"))) {
      return node;
    }
    Patch patch =
        Patch.merge(
            body -> {
              ObjectNode metadata = body.putObject("metadata").put("uid", node.uid());
              metadata.put("resourceVersion", node.resourceVersion());
              body.putObject("spec").set("taints", taints);
            });
    return client.patch(ResourceType.NODES, node.key(), patch);
  }

  /** Tells the Pods of a node that stopped being ready that they are not either. */
  private void followReadiness(KubeObject node) {
    String ready = Json.textAt(new Node(node).condition("Ready"), "status");
    if (ready.equals("True") || ready.isEmpty()) {
      notReady.remove(node.key());
    } else if (notReady.add(node.key())) {
      evictions.tellNotReady(node);
      pods.by(NODE, node.name()).stream()
          .filter(pod -> new Pod(pod).isReady())
          .forEach(pod -> ignoringGone(() -> evictions.markNotReady(pod)));
    }
  }

  /** Evicts what must go now; answers when the next must. */
  private Optional<Instant> evict(KubeObject node) {
    Optional<Instant> next = Optional.empty();
    for (KubeObject pod : pods.by(NODE, node.name())) {
      Optional<Instant> deadline =
          pod.isDeleting() ? Optional.empty() : TaintEviction.deadline(node, pod, now());
      if (deadline.isEmpty()) {
        spare(pod);
      } else if (!deadline.get().isAfter(now())) {
        condemned.remove(pod.uid());
        ignoringGone(() -> evictions.evict(pod));
      } else {
        condemned.add(pod.uid());
        next = next.filter(deadline.get()::isAfter).or(() -> deadline);
      }
    }
    return next;
  }

  private void spare(KubeObject pod) {
    if (condemned.remove(pod.uid()) && !pod.isDeleting()) {
      evictions.tellSpared(pod);
    }
  }

  /** Deletes the Pods of a node that has been away for long enough to be gone. */
  private Optional<Duration> collectPods(ObjectKey node) {
    List<KubeObject> left = pods.by(NODE, node.name());
    if (left.isEmpty()) {
      missingSince.remove(node);
      return Reconciler.DONE;
    }
    Instant since = missingSince.computeIfAbsent(node, n -> now());
    Instant end = since.plus(QUARANTINE);
    if (end.isAfter(now())) {
      return Optional.of(Duration.between(now(), end));
    }
    // Those that are bound to it after this wait as long again.
    missingSince.remove(node);
    left.forEach(pod -> ignoringGone(() -> evictions.collect(pod)));
    return Reconciler.DONE;
  }

  private static void ignoringGone(Runnable task) {
    try {
      task.run();
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }
}
