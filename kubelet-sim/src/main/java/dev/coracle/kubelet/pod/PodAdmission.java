// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.Quantity;
import dev.coracle.kubelet.pod.PodState.Cause;
import dev.coracle.kubelet.spec.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Why a node does not let a Pod in that was bound to it, as the kubelet's <a
 * href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/lifecycle/predicate.go">admission</a>
 * says it. Pure.
 */
final class PodAdmission {

  // https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/sysctl/safe_sysctls.go
  private static final Set<String> SAFE_SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_wmem");

  private PodAdmission() {}

  /**
   * The refusal, if there is a reason for one.
   *
   * @param others the node's other Pods that have not ended
   * @param allocatable what the node has
   */
  static Optional<Cause> refusal(
      PodSpec pod, List<PodSpec> others, Map<String, Quantity> allocatable) {
    return byOs(pod)
        .or(() -> bySysctls(pod))
        .or(() -> NodeCapacity.shortage(pod, others, allocatable))
        .or(() -> HostPorts.conflict(pod, others));
  }

  private static Optional<Cause> byOs(PodSpec pod) {
    String os = pod.object().text("spec", "os", "name");
    return os.isEmpty() || os.equals("linux")
        ? Optional.empty()
        : Optional.of(
            rejected(
                "PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS"));
  }

  private static Optional<Cause> bySysctls(PodSpec pod) {
    for (JsonNode sysctl : pod.object().at("spec", "securityContext").path("sysctls")) {
      String name = sysctl.path("name").asString("").replace('/', '.');
      if (!SAFE_SYSCTLS.contains(name)) {
        return forbidden(name, "not allowlisted");
      }
      if (pod.hostNetwork() && name.startsWith("net.")) {
        return forbidden(name, "not allowed with host net enabled");
      }
    }
    return Optional.empty();
  }

  private static Optional<Cause> forbidden(String sysctl, String why) {
    return Optional.of(rejected("SysctlForbidden", "forbidden sysctl: \"" + sysctl + "\" " + why));
  }

  private static Cause rejected(String reason, String message) {
    return Cause.failure(reason, "Pod was rejected: " + message);
  }
}
