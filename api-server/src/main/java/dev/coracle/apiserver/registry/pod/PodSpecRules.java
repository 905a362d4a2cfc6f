// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.Labels;
import dev.coracle.apiserver.registry.Names;
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

  private PodSpecRules(FieldErrors errors, String path, JsonNode spec) {
    this.errors = errors;
    this.path = path;
    this.spec = spec;
  }

  static void check(FieldErrors errors, String path, JsonNode spec) {
    new PodSpecRules(errors, path, spec).check();
  }

  private void check() {
    Set<String> volumes = VolumeRules.check(errors, path + ".volumes", spec.path("volumes"));
    ContainerRules containers = new ContainerRules(errors, volumes);
    containers.checkContainers(path + ".containers", spec.path("containers"));
    containers.checkInitContainers(path + ".initContainers", spec.path("initContainers"));
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
    checkDnsConfig(path + ".dnsConfig", spec.path("dnsConfig"));
    checkGates();
    checkNames();
    checkDeadline();
    TolerationRules.check(errors, path + ".tolerations", spec.path("tolerations"));
    checkHostAliases();
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

  private void checkNames() {
    for (String member : List.of("serviceAccountName", "nodeName", "priorityClassName")) {
      if (!Values.isEmpty(spec, member)) {
        Values.dnsSubdomain(errors, path + "." + member, Values.text(spec, member));
      }
    }
    for (String member : List.of("hostname", "subdomain")) {
      if (!Values.isEmpty(spec, member)) {
        Values.dnsLabel(errors, path + "." + member, Values.text(spec, member));
      }
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
