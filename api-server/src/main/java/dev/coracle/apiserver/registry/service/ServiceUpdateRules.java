// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.EXTERNAL_NAME;
import static dev.coracle.apiserver.registry.service.ServiceSpec.LOAD_BALANCER;
import static dev.coracle.apiserver.registry.service.ServiceSpec.SINGLE_STACK;

import dev.coracle.apiserver.registry.FieldErrors;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The rules for what may change in a stored Service. */
final class ServiceUpdateRules {

  private static final String FIXED = "may not change once set";

  private final ServiceSpec spec;
  private final ServiceSpec old;
  private final FieldErrors errors;

  private ServiceUpdateRules(ServiceSpec spec, ServiceSpec old, FieldErrors errors) {
    this.spec = spec;
    this.old = old;
    this.errors = errors;
  }

  static void check(ServiceSpec spec, ServiceSpec old, FieldErrors errors) {
    ServiceUpdateRules rules = new ServiceUpdateRules(spec, old, errors);
    if (!spec.isType(EXTERNAL_NAME) && !old.isType(EXTERNAL_NAME)) {
      rules.clusterIps();
      rules.families();
    }
    rules.loadBalancerClass();
    rules.healthCheckNodePort();
  }

  private void clusterIps() {
    if (spec.isHeadless() && old.isHeadless()) {
      return;
    }
    List<String> before = old.clusterIps();
    List<String> after = spec.clusterIps();
    if (before.size() == after.size()) {
      for (int i = 0; i < before.size(); i++) {
        fixed("spec.clusterIPs[" + i + "]", before.get(i), after.get(i), list("clusterIPs"));
      }
      return;
    }
    if (after.isEmpty()) {
      errors.invalid(
          "spec.clusterIPs[0]", list("clusterIPs"), "primary clusterIP can not be unset");
    } else if (!before.isEmpty()) {
      fixed("spec.clusterIPs[0]", before.get(0), after.get(0), list("clusterIPs"));
    }
    if (before.size() > after.size() && after.size() == 1) {
      singleStack("clusterIP");
    }
  }

  private void families() {
    if (spec.isHeadless() || old.isHeadless()) {
      return;
    }
    List<String> before = old.ipFamilies();
    List<String> after = spec.ipFamilies();
    String path = "spec.ipFamilies[0]";
    if (before.size() == after.size()) {
      for (int i = 0; i < before.size(); i++) {
        fixed(path, before.get(i), after.get(i), list("ipFamilies"));
      }
      return;
    }
    if (before.size() > after.size() && spec.clusterIps().isEmpty()) {
      errors.invalid(path, list("ipFamilies"), "primary ipFamily can not be unset");
    }
    if (!before.isEmpty() && !after.isEmpty()) {
      // The real message shows the addresses here, not the families.
      fixed(path, before.get(0), after.get(0), list("clusterIPs"));
    }
    if (before.size() > after.size() && after.size() == 1) {
      singleStack("ipFamily");
    }
  }

  private void fixed(String path, String before, String after, JsonNode shown) {
    if (!before.equals(after)) {
      errors.invalid(path, shown, FIXED);
    }
  }

  private void singleStack(String what) {
    if (!spec.ipFamilyPolicy().equals(SINGLE_STACK)) {
      errors.invalid(
          "spec.ipFamilyPolicy",
          spec.tree().path("ipFamilyPolicy"),
          "must be set to 'SingleStack' when releasing the secondary " + what);
    }
  }

  private void loadBalancerClass() {
    JsonNode before = old.tree().path("loadBalancerClass");
    JsonNode after = spec.tree().path("loadBalancerClass");
    boolean same = before.asString("").equals(after.asString("")) && isSet(before) == isSet(after);
    if (spec.isType(LOAD_BALANCER) && old.isType(LOAD_BALANCER) && !same) {
      errors.invalid("spec.loadBalancerClass", after, FIXED);
    }
    ServiceTrafficRules.loadBalancerClass(spec, errors);
  }

  private static boolean isSet(JsonNode value) {
    return !value.isMissingNode() && !value.isNull();
  }

  private void healthCheckNodePort() {
    if (spec.needsHealthCheck()
        && old.needsHealthCheck()
        && spec.healthCheckNodePort() != old.healthCheckNodePort()) {
      errors.forbidden("spec.healthCheckNodePort", "field is immutable");
    }
  }

  private JsonNode list(String member) {
    return spec.tree().path(member);
  }
}
