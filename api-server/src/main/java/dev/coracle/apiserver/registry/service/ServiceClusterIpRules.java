// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.EXTERNAL_NAME;
import static dev.coracle.apiserver.registry.service.ServiceSpec.NONE;

import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpRules;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The rules by which a Service's cluster IPs, families and family policy fit each other. */
final class ServiceClusterIpRules {

  private static final String IPS = "spec.clusterIPs";

  private final ServiceSpec spec;
  private final Optional<ServiceSpec> old;
  private final FieldErrors errors;

  private ServiceClusterIpRules(ServiceSpec spec, Optional<ServiceSpec> old, FieldErrors errors) {
    this.spec = spec;
    this.old = old;
    this.errors = errors;
  }

  static void check(ServiceSpec spec, Optional<ServiceSpec> old, FieldErrors errors) {
    if (!spec.isType(EXTERNAL_NAME)) {
      new ServiceClusterIpRules(spec, old, errors).check();
    }
  }

  private void check() {
    agreement();
    families();
    if (spec.has("ipFamilyPolicy")) {
      policy();
    }
    if (addresses()) {
      onePerFamily();
      familiesMatch();
    }
  }

  private void agreement() {
    List<String> ips = spec.clusterIps();
    if (spec.clusterIp().isEmpty()) {
      if (!ips.isEmpty()) {
        errors.invalid(IPS, list(), "must be empty when `clusterIP` is not specified");
      }
    } else if (ips.isEmpty()) {
      errors.required(IPS, "");
    } else if (!ips.get(0).equals(spec.clusterIp())) {
      errors.invalid(IPS, list(), "first value must match `clusterIP`");
    }
  }

  private void families() {
    Set<String> seen = new HashSet<>();
    List<String> families = spec.ipFamilies();
    for (int i = 0; i < families.size(); i++) {
      String path = "spec.ipFamilies[" + i + "]";
      if (IpFamily.of(families.get(i)).isEmpty()) {
        errors.notSupported(path, families.get(i), "IPv4", "IPv6");
      }
      if (!seen.add(families.get(i))) {
        errors.duplicate(path, families.get(i));
      }
    }
  }

  private void policy() {
    Set<String> policies =
        Set.of(
            ServiceSpec.SINGLE_STACK,
            ServiceSpec.PREFER_DUAL_STACK,
            ServiceSpec.REQUIRE_DUAL_STACK);
    if (!policies.contains(spec.ipFamilyPolicy())) {
      errors.notSupported(
          "spec.ipFamilyPolicy",
          spec.ipFamilyPolicy(),
          ServiceSpec.PREFER_DUAL_STACK,
          ServiceSpec.REQUIRE_DUAL_STACK,
          ServiceSpec.SINGLE_STACK);
    }
  }

  /** Whether each is an address, so that the rules about several of them make sense. */
  private boolean addresses() {
    boolean good = true;
    List<String> ips = spec.clusterIps();
    List<String> stored = old.map(ServiceSpec::clusterIps).orElse(List.of());
    for (int i = 0; i < ips.size(); i++) {
      if (i > 0 || !ips.get(0).equals(NONE)) {
        good &= IpRules.legacyIp(errors, IPS + "[" + i + "]", ips.get(i), exempt(stored));
      } else if (ips.size() > 1) {
        good = false;
        errors.invalid(IPS, list(), "'None' must be the first and only value");
      }
    }
    if (ips.size() > 2) {
      errors.invalid(IPS, list(), "may only hold up to 2 values");
    }
    return good;
  }

  private static List<String> exempt(List<String> stored) {
    return stored.stream().filter(ip -> !ip.equals(NONE)).toList();
  }

  private void onePerFamily() {
    List<String> ips = spec.clusterIps();
    if (ips.size() > 1 && ips.stream().map(ServiceClusterIpRules::family).distinct().count() < 2) {
      errors.invalid(IPS, list(), "may specify no more than one IP for each IP family");
    }
  }

  private void familiesMatch() {
    List<String> ips = spec.clusterIps();
    List<String> families = spec.ipFamilies();
    if (spec.isHeadless()) {
      return;
    }
    for (int i = 0; i < Math.min(ips.size(), families.size()); i++) {
      if (IpFamily.of(families.get(i)).isPresent()) {
        match(i, families.get(i), ips.get(i));
      }
    }
  }

  private void match(int i, String expected, String ip) {
    if (!family(ip).toString().equals(expected)) {
      errors.invalid(
          IPS + "[" + i + "]",
          ip,
          "expected an " + expected + " value as indicated by `ipFamilies[" + i + "]`");
    }
  }

  private static IpFamily family(String ip) {
    return IpAddress.parseLegacy(ip).map(IpAddress::family).orElse(IpFamily.IPV4);
  }

  private JsonNode list() {
    return spec.tree().path("clusterIPs");
  }
}
