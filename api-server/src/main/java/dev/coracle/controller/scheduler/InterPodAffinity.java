// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.scheduler;

import dev.coracle.api.Selector;
import dev.coracle.api.Selector.Operator;
import dev.coracle.api.Selector.Requirement;
import dev.coracle.api.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Which Pods a Pod asks to be near to, or far from. Pure. */
final class InterPodAffinity {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private final Collection<NodeInfo> nodes;
  private final Function<String, Map<String, String>> namespaceLabels;
  private final List<Placed> refusing;

  /** A Pod that must be far from others, on its node. */
  private record Placed(Pod pod, NodeInfo node) {}

  /**
   * The rules over a cluster.
   *
   * @param namespaceLabels gives the labels of a namespace
   */
  InterPodAffinity(
      Collection<NodeInfo> nodes, Function<String, Map<String, String>> namespaceLabels) {
    this.nodes = nodes;
    this.namespaceLabels = namespaceLabels;
    this.refusing =
        nodes.stream()
            .flatMap(node -> node.repelling().stream().map(pod -> new Placed(pod, node)))
            .toList();
  }

  /** Whether a Pod must be far from some others. */
  static boolean repels(Pod pod) {
    return !terms(pod, "podAntiAffinity", REQUIRED).isEmpty();
  }

  /** Whether Pods that this one must be near to are near, or it is itself the first of them. */
  boolean isNearToRequired(Pod pod, NodeInfo node) {
    JsonNode terms = terms(pod, "podAffinity", REQUIRED);
    return terms.valueStream().allMatch(t -> isNear(pod, t, node) || isFirst(pod, t, node));
  }

  private boolean isFirst(Pod pod, JsonNode term, NodeInfo node) {
    return domain(term, node).isPresent()
        && matches(pod, term, pod)
        && nodes.stream().flatMap(n -> n.pods().stream()).noneMatch(p -> matches(pod, term, p));
  }

  /** Whether no Pod is near that this one must be far from. */
  boolean isFarFromRefused(Pod pod, NodeInfo node) {
    return terms(pod, "podAntiAffinity", REQUIRED)
        .valueStream()
        .noneMatch(term -> isNear(pod, term, node));
  }

  /** Whether no Pod is near that must be far from this one. */
  boolean isToleratedByOthers(Pod pod, NodeInfo node) {
    return refusing.stream().noneMatch(r -> isRefusedBy(r.pod(), r.node(), pod, node));
  }

  private boolean isRefusedBy(Pod other, NodeInfo at, Pod pod, NodeInfo node) {
    return terms(other, "podAntiAffinity", REQUIRED)
        .valueStream()
        .anyMatch(t -> isSameDomain(t, at, node) && matches(other, t, pod));
  }

  /** The weights of the wishes that hold on a node, together. */
  int preference(Pod pod, NodeInfo node) {
    return wishes(pod, "podAffinity", node) - wishes(pod, "podAntiAffinity", node);
  }

  private int wishes(Pod pod, String kind, NodeInfo node) {
    return terms(pod, kind, PREFERRED)
        .valueStream()
        .filter(wish -> isNear(pod, wish.path("podAffinityTerm"), node))
        .mapToInt(wish -> wish.path("weight").asInt(0))
        .sum();
  }

  static boolean isUsedBy(Pod pod) {
    JsonNode affinity = pod.object().at("spec", "affinity");
    return affinity.has("podAffinity")
        || affinity.has("podAntiAffinity")
        || !pod.object().at("spec", "topologySpreadConstraints").isEmpty();
  }

  private static JsonNode terms(Pod pod, String kind, String strength) {
    return pod.object().at("spec", "affinity", kind, strength);
  }

  private boolean isNear(Pod owner, JsonNode term, NodeInfo node) {
    return nodes.stream()
        .filter(other -> isSameDomain(term, other, node))
        .flatMap(other -> other.pods().stream())
        .anyMatch(p -> matches(owner, term, p));
  }

  private static boolean isSameDomain(JsonNode term, NodeInfo a, NodeInfo b) {
    Optional<String> domain = domain(term, a);
    return domain.isPresent() && domain.equals(domain(term, b));
  }

  private static Optional<String> domain(JsonNode term, NodeInfo node) {
    return Optional.ofNullable(node.labels().get(term.path("topologyKey").asString("")));
  }

  private boolean matches(Pod owner, JsonNode term, Pod candidate) {
    JsonNode selector = term.path("labelSelector");
    return selector.isObject()
        && namespaces(owner, term).anyMatch(candidate.namespace()::equals)
        && withLabelsOf(owner, term, Selector.of(selector)).matches(candidate.labels());
  }

  /** A selector, narrowed to what has the same values of some labels as a Pod, or others. */
  static Selector withLabelsOf(Pod pod, JsonNode term, Selector selector) {
    List<Requirement> all = new ArrayList<>(selector.requirements());
    addLabels(pod, term.path("matchLabelKeys"), Operator.IN, all);
    addLabels(pod, term.path("mismatchLabelKeys"), Operator.NOT_IN, all);
    return new Selector(all);
  }

  private static void addLabels(Pod pod, JsonNode keys, Operator operator, List<Requirement> to) {
    for (JsonNode key : keys) {
      String value = pod.labels().get(key.asString(""));
      if (value != null) {
        to.add(new Requirement(key.asString(""), operator, Set.of(value)));
      }
    }
  }

  private Stream<String> namespaces(Pod owner, JsonNode term) {
    JsonNode selector = term.path("namespaceSelector");
    Stream<String> named = term.path("namespaces").valueStream().map(JsonNode::asString);
    if (selector.isObject()) {
      Selector wanted = Selector.of(selector);
      Stream<String> selected =
          nodes.stream()
              .flatMap(n -> n.pods().stream())
              .map(Pod::namespace)
              .distinct()
              .filter(n -> wanted.matches(namespaceLabels.apply(n)));
      return Stream.concat(named, selected);
    }
    return term.path("namespaces").isEmpty() ? Stream.of(owner.namespace()) : named;
  }
}
