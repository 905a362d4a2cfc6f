// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.EXTERNAL_NAME;
import static dev.coracle.apiserver.registry.service.ServiceSpec.NONE;
import static dev.coracle.apiserver.registry.service.ServiceSpec.PREFER_DUAL_STACK;
import static dev.coracle.apiserver.registry.service.ServiceSpec.REQUIRE_DUAL_STACK;
import static dev.coracle.apiserver.registry.service.ServiceSpec.SINGLE_STACK;

import dev.coracle.api.ApiException;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.apiserver.registry.FieldErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The inference of a Service's IP families from what it asks for, what it had and what the cluster
 * offers.
 */
final class ServiceFamilies {

  private static final String POLICY = "spec.ipFamilyPolicy";

  private final List<IpFamily> offered;

  /** Families for a cluster; the first one offered is its primary. */
  ServiceFamilies(List<IpFamily> offered) {
    this.offered = List.copyOf(offered);
  }

  /** Completes policy and families, or refuses a wish that the cluster cannot grant. */
  void infer(String name, ServiceSpec spec, Optional<ServiceSpec> old) {
    if (spec.isType(EXTERNAL_NAME) || old.filter(o -> isSettled(spec, o)).isPresent()) {
      return;
    }
    if (!spec.has("ipFamilyPolicy")) {
      spec.tree().put("ipFamilyPolicy", policy(spec, old));
    }
    FieldErrors errors = new FieldErrors();
    ServiceClusterIpRules.check(spec, old, errors);
    throwIfAny(name, errors);
    old.ifPresent(o -> release(spec, o, errors));
    policyFitsLists(spec, errors);
    familiesOfAddresses(spec, errors);
    throwIfAny(name, errors);
    if (isFree(spec)) {
      complete(spec, true);
      return;
    }
    clusterFits(spec, errors);
    throwIfAny(name, errors);
    complete(spec, offered.size() == 2);
  }

  /** A Service that prefers two families does not change when the cluster's families do. */
  static boolean isSettled(ServiceSpec spec, ServiceSpec old) {
    return spec.isType(old.type())
        && spec.ipFamilyPolicy().equals(PREFER_DUAL_STACK)
        && old.ipFamilyPolicy().equals(PREFER_DUAL_STACK)
        && spec.clusterIps().equals(old.clusterIps())
        && spec.ipFamilies().equals(old.ipFamilies());
  }

  private static String policy(ServiceSpec spec, Optional<ServiceSpec> old) {
    String earlier = old.map(ServiceSpec::ipFamilyPolicy).orElse("");
    if (!earlier.isEmpty()) {
      return earlier;
    }
    return isFree(spec) ? REQUIRE_DUAL_STACK : SINGLE_STACK;
  }

  /** Headless without selector: whoever writes its endpoints decides about families. */
  private static boolean isFree(ServiceSpec spec) {
    return spec.clusterIp().equals(NONE) && !spec.hasSelector();
  }

  private static void release(ServiceSpec spec, ServiceSpec old, FieldErrors errors) {
    boolean single = spec.ipFamilyPolicy().equals(SINGLE_STACK);
    List<String> ips = spec.clusterIps();
    if (single && ips.size() > 1 && ips.equals(old.clusterIps())) {
      spec.setClusterIps(ips.subList(0, 1));
    }
    List<String> families = spec.ipFamilies();
    if (single && families.size() > 1 && families.equals(old.ipFamilies())) {
      spec.setIpFamilies(families.subList(0, 1));
    }
    if (!single && isReduced(ips, old.clusterIps())) {
      policy(spec, errors, "must be 'SingleStack' to release the secondary cluster IP");
    }
    if (!single && isReduced(families, old.ipFamilies())) {
      policy(spec, errors, "must be 'SingleStack' to release the secondary IP family");
    }
  }

  private static boolean isReduced(List<String> values, List<String> old) {
    // A list that is left out asks for nothing; only a shorter one gives something back.
    return !values.isEmpty() && values.size() < old.size();
  }

  private static void policyFitsLists(ServiceSpec spec, FieldErrors errors) {
    if (!spec.ipFamilyPolicy().equals(SINGLE_STACK)) {
      return;
    }
    String need = "must be 'RequireDualStack' or 'PreferDualStack' when multiple ";
    if (spec.clusterIps().size() == 2) {
      policy(spec, errors, need + "cluster IPs are specified");
    }
    if (spec.ipFamilies().size() == 2) {
      policy(spec, errors, need + "IP families are specified");
    }
  }

  private void familiesOfAddresses(ServiceSpec spec, FieldErrors errors) {
    List<String> ips = spec.clusterIps();
    List<String> families = new ArrayList<>(spec.ipFamilies());
    for (int i = families.size(); i < ips.size() && !ips.get(0).equals(NONE); i++) {
      IpFamily family = IpAddress.parseLegacy(ips.get(i)).orElseThrow().family();
      if (offered.contains(family)) {
        families.add(family.toString());
      } else {
        errors.invalid(
            "spec.clusterIPs[" + i + "]",
            spec.tree().path("clusterIPs"),
            family + " is not configured on this cluster");
      }
    }
    spec.setIpFamilies(families);
  }

  private void clusterFits(ServiceSpec spec, FieldErrors errors) {
    if (spec.ipFamilyPolicy().equals(REQUIRE_DUAL_STACK) && offered.size() < 2) {
      policy(spec, errors, "this cluster is not configured for dual-stack services");
    }
    List<String> families = spec.ipFamilies();
    for (int i = 0; i < families.size(); i++) {
      if (IpFamily.of(families.get(i)).filter(offered::contains).isEmpty()) {
        errors.invalid(
            "spec.ipFamilies[" + i + "]", families.get(i), "not configured on this cluster");
      }
    }
  }

  private void complete(ServiceSpec spec, boolean two) {
    List<String> families = new ArrayList<>(spec.ipFamilies());
    if (families.isEmpty()) {
      families.add(offered.get(0).toString());
    }
    if (two && families.size() == 1 && !spec.ipFamilyPolicy().equals(SINGLE_STACK)) {
      IpFamily.of(families.get(0)).ifPresent(family -> families.add(family.other().toString()));
    }
    spec.setIpFamilies(families);
  }

  private static void policy(ServiceSpec spec, FieldErrors errors, String detail) {
    errors.invalid(POLICY, spec.ipFamilyPolicy(), detail);
  }

  private static void throwIfAny(String name, FieldErrors errors) {
    if (!errors.isEmpty()) {
      throw ApiException.invalid(ResourceType.SERVICES, name, errors.list());
    }
  }
}
