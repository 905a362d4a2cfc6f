// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.Labels;
import dev.coracle.apiserver.registry.Names;
import dev.coracle.apiserver.registry.Quantities;
import dev.coracle.apiserver.registry.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The rules for what a Pod, or the template of one, shall run. */
final class PodSpecRules {

  private final FieldErrors errors;
  private final String path;
  private final JsonNode spec;
  private final String podName;

  private PodSpecRules(FieldErrors errors, String path, JsonNode spec, String podName) {
    this.errors = errors;
    this.path = path;
    this.spec = spec;
    this.podName = podName;
  }

  /**
   * Checks a spec, in the order of Kubernetes.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go
   * (ValidatePodSpec)
   *
   * @param podName empty for a template
   */
  static void check(FieldErrors errors, String path, JsonNode spec, String podName) {
    new PodSpecRules(errors, path, spec, podName).check();
  }

  private void check() {
    Set<String> volumes =
        VolumeRules.check(errors, path + ".volumes", spec.path("volumes"), podName);
    ContainerRules containers = new ContainerRules(errors, volumes);
    containers.checkContainers(path + ".containers", spec.path("containers"));
    containers.checkInitContainers(path + ".initContainers", spec.path("initContainers"));
    containers.checkEphemeralContainers(
        path + ".ephemeralContainers", spec.path("ephemeralContainers"));
    checkHostNetworkPorts();
    Values.oneOf(errors, spec, path, "restartPolicy", "Always", "OnFailure", "Never");
    Values.oneOf(
        errors,
        spec,
        path,
        "dnsPolicy",
        "ClusterFirstWithHostNet",
        "ClusterFirst",
        "Default",
        "None");
    Labels.check(errors, path + ".nodeSelector", spec.path("nodeSelector"));
    SecurityRules.checkPod(errors, path + ".securityContext", spec.path("securityContext"));
    AffinityRules.check(errors, path + ".affinity", spec.path("affinity"));
    checkDnsConfig(path + ".dnsConfig", spec.path("dnsConfig"));
    checkGates();
    SpreadRules.check(
        errors, path + ".topologySpreadConstraints", spec.path("topologySpreadConstraints"));
    checkSubdomain("serviceAccountName");
    checkSubdomain("nodeName");
    checkDeadline();
    checkLabel("hostname");
    checkLabel("subdomain");
    TolerationRules.check(errors, path + ".tolerations", spec.path("tolerations"));
    checkHostAliases();
    checkSubdomain("priorityClassName");
    checkSubdomain("runtimeClassName");
    Values.oneOfIfPresent(errors, spec, path, "preemptionPolicy", "Never", "PreemptLowerPriority");
    Quantities.checkLimits(errors, path + ".overhead", spec.path("overhead"));
    checkOperatingSystem(path + ".os", spec.path("os"));
  }

  /** On the node's own network a container's port is the node's. */
  private void checkHostNetworkPorts() {
    if (!spec.path("hostNetwork").asBoolean(false)) {
      return;
    }
    Values.each(
        spec.path("containers"),
        path + ".containers",
        (container, at) ->
            Values.each(
                container.path("ports"),
                at + ".ports",
                (port, place) -> {
                  long number = port.path("containerPort").asLong(0);
                  if (port.path("hostPort").asLong(0) != number) {
                    errors.invalid(
                        place + ".containerPort",
                        number,
                        "must match `hostPort` when `hostNetwork` is true");
                  }
                }));
  }

  private void checkOperatingSystem(String at, JsonNode os) {
    if (Values.isSet(os) && Values.required(errors, os, at, "name")) {
      String name = Values.text(os, "name");
      if (!List.of("linux", "windows").contains(name)) {
        errors.notSupported(at, name, "linux", "windows");
      }
    }
  }

  private void checkDnsConfig(String at, JsonNode config) {
    JsonNode servers = config.path("nameservers");
    if (Values.text(spec, "dnsPolicy").equals("None")) {
      if (!Values.isSet(config)) {
        errors.required(at, "must provide `dnsConfig` when `dnsPolicy` is None");
      } else if (servers.isEmpty()) {
        errors.required(
            at + ".nameservers",
            "must provide at least one DNS nameserver when `dnsPolicy` is None");
      }
    }
    if (servers.size() > 3) {
      errors.invalid(at + ".nameservers", servers, "must not have more than 3 nameservers");
    }
    Values.each(servers, at + ".nameservers", this::checkIp);
    checkSearches(at + ".searches", config.path("searches"));
    Values.each(
        config.path("options"),
        at + ".options",
        (option, place) -> {
          if (Values.isEmpty(option, "name")) {
            errors.required(place, "must not be empty");
          }
        });
  }

  private void checkIp(JsonNode address, String at) {
    IpRules.legacyIp(errors, at, address.asString(""), List.of());
  }

  private void checkSearches(String at, JsonNode searches) {
    if (searches.size() > 32) {
      errors.invalid(at, searches, "must not have more than 32 search paths");
    }
    Values.each(
        searches,
        at,
        (search, place) -> {
          String domain = search.asString("");
          if (!domain.equals(".")) {
            String bare = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
            Names.check(errors, place, domain, Names.dnsSubdomain(bare.replace('_', 'a')));
          }
        });
  }

  private void checkGates() {
    Values.each(
        spec.path("readinessGates"),
        path + ".readinessGates",
        (gate, at) ->
            Labels.checkKey(errors, at + ".conditionType", Values.text(gate, "conditionType")));
    Set<String> seen = new HashSet<>();
    Values.each(
        spec.path("schedulingGates"),
        path + ".schedulingGates",
        (gate, at) -> {
          String name = Values.text(gate, "name");
          Labels.checkKey(errors, at, name);
          if (!seen.add(name)) {
            errors.duplicate(at, name);
          }
        });
  }

  private void checkSubdomain(String member) {
    if (!Values.isEmpty(spec, member)) {
      Values.dnsSubdomain(errors, path + "." + member, Values.text(spec, member));
    }
  }

  private void checkLabel(String member) {
    if (!Values.isEmpty(spec, member)) {
      Values.dnsLabel(errors, path + "." + member, Values.text(spec, member));
    }
  }

  private void checkDeadline() {
    JsonNode deadline = spec.path("activeDeadlineSeconds");
    if (deadline.isNumber() && (deadline.asLong() < 1 || deadline.asLong() > Integer.MAX_VALUE)) {
      errors.invalid(
          path + ".activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
    }
  }

  private void checkHostAliases() {
    Values.each(
        spec.path("hostAliases"),
        path + ".hostAliases",
        (alias, at) -> {
          checkIp(alias.path("ip"), at + ".ip");
          Values.each(
              alias.path("hostnames"),
              at + ".hostnames",
              (name, place) -> Values.dnsSubdomain(errors, place, name.asString("")));
        });
  }
}
