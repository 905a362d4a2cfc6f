// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.scheduler;

import static dev.coracle.api.ResourceType.NAMESPACES;
import static dev.coracle.api.ResourceType.NODES;
import static dev.coracle.api.ResourceType.PODS;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.model.Node;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.ResourceList;
import dev.coracle.api.time.Time;
import dev.coracle.controller.DocumentTrees;
import dev.coracle.controller.StatusConditions;
import dev.coracle.controller.scheduler.Filters.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives each Pod a node, or says why there is none, and tries again when something changes that may
 * help. Runs on its controller's loop.
 */
public final class Scheduler {

  private static final String NAME = "default-scheduler";
  private static final String PENDING = "pending";
  private static final String BY_NODE = "node";
  private static final ResourceType BINDING =
      new ResourceType("", "v1", "bindings", "binding", "Binding", true);

  private final KubeClient client;
  private final Controller controller;
  private final EventRecorder events;
  private final Informer pods;
  private final Informer nodes;
  private final Informer namespaces;
  private final boolean needsClaims;
  private final Map<String, ResourceList> requests = new HashMap<>();
  // Pods that were bound and are not seen on their nodes yet, by uid: they hold their places, as
  // https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/backend/cache/cache.go has
  // AssumePod do.
  private final Map<String, Pod> assumed = new LinkedHashMap<>();
  // Forgotten one by one as they or their Pods change.
  private final Map<String, NodeInfo> known = new HashMap<>();

  private Scheduler(KubeClient client, Time time, boolean needsClaims) {
    this.needsClaims = needsClaims;
    this.controller = new Controller(NAME, client, time);
    this.client = controller.client();
    this.events = new EventRecorder(client, time, NAME);
    this.namespaces = controller.read(NAMESPACES);
    this.nodes = controller.watch(NODES, this::helpedByNode);
    this.pods =
        controller
            .watch(PODS, this::helpedByPod)
            .indexedBy(PENDING, pod -> isPending(pod) ? List.of(PENDING) : List.of())
            .indexedBy(BY_NODE, Scheduler::placeOf);
  }

  /**
   * The scheduler.
   *
   * @param needsClaims whether a Pod waits for claims of its volumes that do not exist
   */
  public static Controller create(KubeClient client, Time time, boolean needsClaims) {
    Scheduler made = new Scheduler(client, time, needsClaims);
    return made.controller.reconcile(made::reconcile);
  }

  private static boolean isPending(KubeObject object) {
    Pod pod = new Pod(object);
    String scheduler = pod.spec().schedulerName();
    return !pod.isScheduled()
        && !pod.isDeleting()
        && !pod.isTerminal()
        && (scheduler.isEmpty() || scheduler.equals(NAME))
        && pod.spec().json().path("schedulingGates").isEmpty();
  }

  /** The node on which a Pod holds a place. */
  private static List<String> placeOf(KubeObject object) {
    Pod pod = new Pod(object);
    return pod.isScheduled() && !pod.isTerminal() ? List.of(pod.nodeName()) : List.of();
  }

  private Collection<ObjectKey> helpedByNode(
      Optional<KubeObject> before, Optional<KubeObject> after) {
    before.or(() -> after).ifPresent(node -> known.remove(node.name()));
    boolean helps = after.isPresent() && before.filter(b -> isAlike(b, after.get())).isEmpty();
    return helps ? keysThatTolerate(new Node(after.get())) : List.of();
  }

  /**
   * The pending Pods that may run on a node for all that its taints say: a new one is tainted until
   * it is known to be ready, and helps nobody before. See <a
   * href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go">isSchedulableAfterNodeChange</a>.
   */
  private Collection<ObjectKey> keysThatTolerate(Node node) {
    return pods.by(PENDING, PENDING).stream()
        .filter(pod -> Filters.toleratesTaints(new Pod(pod), node))
        .map(KubeObject::key)
        .toList();
  }

  private static boolean isAlike(KubeObject a, KubeObject b) {
    return DocumentTrees.same(a.at("spec"), b.at("spec"))
        && a.labels().equals(b.labels())
        && DocumentTrees.same(a.at("status", "allocatable"), b.at("status", "allocatable"));
  }

  /** A pending Pod's own key; all others where a Pod left its place or may attract some. */
  private Collection<ObjectKey> helpedByPod(
      Optional<KubeObject> before, Optional<KubeObject> after) {
    before.or(() -> after).ifPresent(pod -> requests.remove(pod.uid()));
    forgetAssumed(before, after);
    List<String> left = before.map(Scheduler::placeOf).orElse(List.of());
    List<String> taken = after.map(Scheduler::placeOf).orElse(List.of());
    left.forEach(known::remove);
    taken.forEach(known::remove);
    if (!left.isEmpty() && taken.isEmpty()) {
      return pendingKeys(false);
    }
    if (!taken.isEmpty()) {
      boolean same =
          !left.isEmpty() && before.map(KubeObject::labels).equals(after.map(KubeObject::labels));
      return same ? List.of() : pendingKeys(true);
    }
    return after
        .filter(Scheduler::isPending)
        .filter(pod -> before.filter(b -> isUnchanged(b, pod)).isEmpty())
        .map(pod -> List.of(pod.key()))
        .orElse(List.of());
  }

  /** Once the Pod is seen on its node, or another has taken its name, or it has gone. */
  private void forgetAssumed(Optional<KubeObject> before, Optional<KubeObject> after) {
    before.ifPresent(
        pod -> {
          if (after.filter(a -> isUnplaced(a, pod.uid())).isEmpty()) {
            Optional.ofNullable(assumed.remove(pod.uid()))
                .ifPresent(forgotten -> known.remove(forgotten.nodeName()));
          }
        });
  }

  private static boolean isUnplaced(KubeObject pod, String uid) {
    return pod.uid().equals(uid) && placeOf(pod).isEmpty() && !new Pod(pod).isTerminal();
  }

  /** Whether nothing but what the scheduler itself wrote is different. */
  private static boolean isUnchanged(KubeObject before, KubeObject after) {
    return before.uid().equals(after.uid())
        && DocumentTrees.same(before.at("spec"), after.at("spec"))
        && before.labels().equals(after.labels());
  }

  private Collection<ObjectKey> pendingKeys(boolean onlyThoseThatMindOthers) {
    return pods.by(PENDING, PENDING).stream()
        .filter(p -> !onlyThoseThatMindOthers || InterPodAffinity.isUsedBy(new Pod(p)))
        .map(KubeObject::key)
        .toList();
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    pods.get(key)
        .filter(pod -> isPending(pod) && !assumed.containsKey(pod.uid()))
        .map(Pod::new)
        .ifPresent(this::schedule);
    return Reconciler.DONE;
  }

  private void schedule(Pod pod) {
    List<NodeInfo> all =
        nodes.all().stream()
            .map(node -> known.computeIfAbsent(node.name(), name -> nodeOf(node)))
            .toList();
    Optional<String> claim =
        needsClaims && !all.isEmpty() ? VolumeClaims.missing(pod) : Optional.empty();
    if (claim.isPresent()) {
      refuseClaim(pod, all.size(), claim.get());
      return;
    }
    InterPodAffinity affinity = new InterPodAffinity(all, this::namespaceLabels);
    PodTopologySpread spread = new PodTopologySpread(all);
    Filters filters = new Filters(affinity, spread);
    List<NodeInfo> willing = new ArrayList<>();
    List<Refusal> refusals = new ArrayList<>();
    for (NodeInfo node : all) {
      filters
          .judge(pod, requestsOf(pod), node)
          .ifPresentOrElse(refusals::add, () -> willing.add(node));
    }
    willing.stream()
        .min(new Scores(pod, all, affinity, spread).order())
        .ifPresentOrElse(node -> bind(pod, node), () -> refuse(pod, refusals));
  }

  private NodeInfo nodeOf(KubeObject node) {
    List<Pod> there =
        Stream.concat(
                pods.by(BY_NODE, node.name()).stream().map(Pod::new),
                assumed.values().stream().filter(pod -> pod.nodeName().equals(node.name())))
            .toList();
    return NodeInfo.of(node, there, this::requestsOf);
  }

  private ResourceList requestsOf(Pod pod) {
    return requests.computeIfAbsent(pod.uid(), uid -> ResourceList.requestedBy(pod.spec()));
  }

  private Map<String, String> namespaceLabels(String name) {
    return namespaces.get(ObjectKey.cluster(name)).map(KubeObject::labels).orElse(Map.of());
  }

  private void bind(Pod pod, NodeInfo node) {
    KubeObject binding =
        KubeObject.of(BINDING, pod.object().key())
            .edit(
                body -> {
                  body.withObject("metadata").put("uid", pod.uid());
                  ObjectNode target = body.putObject("target");
                  target.put("apiVersion", "v1").put("kind", "Node").put("name", node.name());
                });
    try {
      client.createSubresource(PODS, pod.object().key(), "binding", binding);
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return;
      }
      throw e;
    }
    assume(pod, node);
    String message =
        "Successfully assigned " + pod.namespace() + "/" + pod.name() + " to " + node.name();
    events.normal(pod.object(), "Scheduled", message);
  }

  private void assume(Pod pod, NodeInfo node) {
    assumed.put(
        pod.uid(),
        new Pod(
            pod.object().edit(tree -> Json.objectAt(tree, "spec").put("nodeName", node.name()))));
    known.remove(node.name());
  }

  private void refuseClaim(Pod pod, int nodes, String claim) {
    boolean first = refuse(pod, Diagnosis.messageBeforeFilters(nodes, claim));
    if (first) {
      events.warning(pod.object(), "VolumeNotSupported", VolumeClaims.remedy(claim));
    }
  }

  private void refuse(Pod pod, List<Refusal> refusals) {
    boolean mayPreempt = !pod.object().text("spec", "preemptionPolicy").equals("Never");
    refuse(pod, Diagnosis.message(refusals, mayPreempt));
  }

  /** Says why; whether that is news. */
  private boolean refuse(Pod pod, String message) {
    events.warning(pod.object(), "FailedScheduling", message);
    JsonNode present = pod.condition("PodScheduled");
    boolean news =
        !present.path("message").asString("").equals(message)
            || !present.path("reason").asString("").equals("Unschedulable");
    if (news) {
      writeUnschedulable(pod, present, message);
    }
    return news;
  }

  private void writeUnschedulable(Pod pod, JsonNode present, String message) {
    ObjectNode condition =
        StatusConditions.condition(
            "PodScheduled", "False", "Unschedulable", message, controller.loop().now());
    if (present.path("status").asString("").equals("False")
        && present.path("lastTransitionTime").isString()) {
      condition.set("lastTransitionTime", present.path("lastTransitionTime"));
    }
    condition.put("observedGeneration", pod.object().generation());
    try {
      client.patchStatus(
          PODS,
          pod.object().key(),
          Patch.strategic(
              body -> {
                body.putObject("metadata").put("uid", pod.uid());
                body.putObject("status").putArray("conditions").add(condition);
              }));
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
