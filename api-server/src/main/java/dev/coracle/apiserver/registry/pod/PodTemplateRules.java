// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.Json;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.LabelSelectors;
import dev.coracle.apiserver.registry.Labels;
import dev.coracle.apiserver.registry.MetadataRules;
import dev.coracle.apiserver.registry.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules for the selector and the Pod template of a workload that runs Pods for ever. */
public final class PodTemplateRules {

  private PodTemplateRules() {}

  public static void applyDefaults(ObjectNode workload) {
    if (workload.get("spec") instanceof ObjectNode spec) {
      ObjectNode podSpec = Json.objectAt(spec, "template", "spec");
      // Defaults of a spec that is absent altogether: it lacks its containers and no more.
      Json.defaultText(podSpec, "restartPolicy", "Always");
      Json.defaultText(podSpec, "dnsPolicy", "ClusterFirst");
      PodDefaults.apply(podSpec);
    }
  }

  /**
   * Checks selector and template.
   *
   * @param kind how Kubernetes' text calls a workload with an empty selector, such as {@code
   *     deployment}
   * @param owner how its text calls the workload that has a deadline, such as {@code ReplicaSet}
   */
  public static void check(FieldErrors errors, JsonNode spec, String kind, String owner) {
    JsonNode selector = spec.path("selector");
    if (!Values.isSet(selector)) {
      errors.required("spec.selector", "");
    } else {
      LabelSelectors.check(errors, "spec.selector", selector);
      if (LabelSelectors.isEmpty(selector)) {
        errors.invalid("spec.selector", selector, "empty selector is invalid for " + kind);
      }
    }
    JsonNode template = spec.path("template");
    JsonNode labels = template.path("metadata").path("labels");
    if (!LabelSelectors.isEmpty(selector) && !LabelSelectors.matches(selector, labels)) {
      errors.invalid(
          "spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
    }
    checkTemplate(errors, "spec.template", template);
    checkRunsForEver(errors, template.path("spec"), owner);
  }

  static void checkTemplate(FieldErrors errors, String path, JsonNode template) {
    JsonNode metadata = template.path("metadata");
    Labels.check(errors, path + ".labels", metadata.path("labels"));
    MetadataRules.checkAnnotations(errors, path + ".annotations", metadata.path("annotations"));
    PodSpecRules.check(errors, path + ".spec", template.path("spec"));
    if (!template.path("spec").path("ephemeralContainers").isEmpty()) {
      errors.forbidden(
          path + ".spec.ephemeralContainers", "ephemeral containers not allowed in pod template");
    }
  }

  private static void checkRunsForEver(FieldErrors errors, JsonNode podSpec, String owner) {
    String policy = Values.text(podSpec, "restartPolicy");
    if (!policy.equals("Always")) {
      errors.notSupported("spec.template.spec.restartPolicy", policy, "Always");
    }
    if (Values.isSet(podSpec.path("activeDeadlineSeconds"))) {
      errors.forbidden(
          "spec.template.spec.activeDeadlineSeconds",
          "activeDeadlineSeconds in " + owner + " is not Supported");
    }
  }
}
