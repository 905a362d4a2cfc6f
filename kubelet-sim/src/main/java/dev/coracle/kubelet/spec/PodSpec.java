// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import dev.coracle.api.KubeObject;
import dev.coracle.program.PodInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A Pod as its node reads it. */
public record PodSpec(KubeObject object) {

  public List<ContainerSpec> initContainers() {
    return containers("initContainers").toList();
  }

  public List<ContainerSpec> containers() {
    return containers("containers").toList();
  }

  private Stream<ContainerSpec> containers(String member) {
    return object.at("spec", member).valueStream().map(ContainerSpec::new);
  }

  public String restartPolicy() {
    String policy = object.text("spec", "restartPolicy");
    return policy.isEmpty() ? "Always" : policy;
  }

  public boolean hostNetwork() {
    return object.at("spec", "hostNetwork").asBoolean(false);
  }

  String nodeName() {
    return object.text("spec", "nodeName");
  }

  public String phase() {
    return object.text("status", "phase");
  }

  /** Whether the Pod has ended and nothing of it may run any more. */
  public boolean isTerminal() {
    return phase().equals("Succeeded") || phase().equals("Failed");
  }

  public Optional<Duration> activeDeadline() {
    JsonNode seconds = object.at("spec", "activeDeadlineSeconds");
    return seconds.isNumber()
        ? Optional.of(Duration.ofSeconds(seconds.asLong()))
        : Optional.empty();
  }

  /** The grace of its containers: that of the deletion in progress, or the Pod's own. */
  public Duration grace() {
    JsonNode deletion = object.at("metadata", "deletionGracePeriodSeconds");
    if (object.isDeleting() && deletion.isNumber()) {
      return Duration.ofSeconds(Math.max(0, deletion.asLong()));
    }
    return Duration.ofSeconds(object.at("spec", "terminationGracePeriodSeconds").asLong(30));
  }

  public List<JsonNode> volumes() {
    return object.at("spec", "volumes").valueStream().toList();
  }

  public List<String> readinessGates() {
    return object
        .at("spec", "readinessGates")
        .valueStream()
        .map(gate -> gate.path("conditionType").asString(""))
        .toList();
  }

  /**
   * What the programs of the Pod know as their host name: on the node's network the node's, and
   * otherwise the Pod's, with its domain if it says so. See <a
   * href="https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-hostname-and-subdomain-fields">hostname
   * and subdomain</a>.
   */
  public String hostname(String clusterDomain) {
    if (!object.text("spec", "hostnameOverride").isEmpty()) {
      return object.text("spec", "hostnameOverride");
    }
    if (hostNetwork()) {
      return nodeName();
    }
    boolean full = object.at("spec", "setHostnameAsFQDN").asBoolean(false);
    return full ? qualifiedName(clusterDomain).orElseGet(this::shortName) : shortName();
  }

  /** The Pod's name with the domain that its subdomain makes, where it has one. */
  public Optional<String> qualifiedName(String clusterDomain) {
    String subdomain = object.text("spec", "subdomain");
    return subdomain.isEmpty()
        ? Optional.empty()
        : Optional.of(
            shortName() + "." + subdomain + "." + object.namespace() + ".svc." + clusterDomain);
  }

  /** The host name that the Pod asks for, or its own name cut to what a host name may be. */
  public String shortName() {
    String own = object.text("spec", "hostname");
    if (!own.isEmpty()) {
      return own;
    }
    String name = object.name();
    return (name.length() > 63 ? name.substring(0, 63) : name).replaceAll("[-.]+$", "");
  }

  /** The Pod as its programs see it, at an address. */
  public PodInfo info(String address) {
    return new PodInfo(
        object.namespace(),
        object.name(),
        object.uid(),
        nodeName(),
        address,
        object.text("spec", "serviceAccountName"),
        object.labels(),
        object.annotations());
  }

  /** {@code name_namespace(uid)}, as messages about restarts name a Pod. */
  public String fullName() {
    return object.name() + "_" + object.namespace() + "(" + object.uid() + ")";
  }
}
