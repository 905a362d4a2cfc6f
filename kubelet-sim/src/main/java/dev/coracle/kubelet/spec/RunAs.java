// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Who the processes of a container are, by the security contexts of the container and its Pod.
 *
 * @param groups the supplemental ones
 */
public record RunAs(long user, long group, List<Long> groups) {

  public RunAs {
    groups = List.copyOf(groups);
  }

  /**
   * The identity of a container's processes; images are taken to say nothing about it.
   *
   * @throws ConfigurationException when it must not be root and is, as <a
   *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/kuberuntime/security_context_others.go">verifyRunAsNonRoot</a>
   *     says it
   */
  public static RunAs of(PodSpec pod, ContainerSpec container) {
    JsonNode own = container.json().path("securityContext");
    JsonNode shared = pod.object().at("spec", "securityContext");
    OptionalLong user = number(own, shared, "runAsUser");
    boolean nonRoot = either(own, shared, "runAsNonRoot").map(JsonNode::asBoolean).orElse(false);
    if (nonRoot && user.orElse(1) == 0) {
      throw new ConfigurationException(
          "container's runAsUser breaks non-root policy (pod: \"%s\", container: %s)"
              .formatted(pod.fullName(), container.name()));
    }
    Set<Long> groups = new LinkedHashSet<>();
    shared.path("supplementalGroups").forEach(group -> groups.add(group.asLong()));
    if (shared.path("fsGroup").isNumber()) {
      groups.add(shared.path("fsGroup").asLong());
    }
    return new RunAs(
        user.orElse(0), number(own, shared, "runAsGroup").orElse(0), List.copyOf(groups));
  }

  public boolean isRoot() {
    return user == 0;
  }

  private static OptionalLong number(JsonNode own, JsonNode shared, String member) {
    return either(own, shared, member)
        .filter(JsonNode::isNumber)
        .map(value -> OptionalLong.of(value.asLong()))
        .orElse(OptionalLong.empty());
  }

  /** The container's own value, or that of its Pod. */
  private static Optional<JsonNode> either(JsonNode own, JsonNode shared, String member) {
    JsonNode value = own.hasNonNull(member) ? own.get(member) : shared.path(member);
    return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
  }
}
