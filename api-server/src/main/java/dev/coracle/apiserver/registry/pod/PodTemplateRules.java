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
    ObjectNode podSpec = Json.objectAt(workload, "spec", "template", "spec");
    // Defaults of a spec that is absent altogether: it lacks its containers and no more.
    Json.defaultText(podSpec, "restartPolicy", "Always");
    Json.defaultText(podSpec, "dnsPolicy", "ClusterFirst");
    PodDefaults.apply(podSpec);
  }

  /** How Kubernetes' texts call a workload. */
  public record Wording(String emptySelectorFor, String deadlineIn, String invalidSelector) {

    public static final Wording OF_REPLICA_SET =
        new Wording("deployment", "ReplicaSet", "invalid label selector");
    public static final Wording OF_STATEFUL_SET = new Wording("statefulset", "StatefulSet", "");
  }

  /**
   * Checks selector and template. With a selector that selects nothing sensible, the template of a
   * ReplicaSet is not looked at; what it shall be is not known.
   * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/apps/validation/validation.go
   * (ValidateDeploymentSpec, ValidateStatefulSetSpec)
   */
  public static void check(FieldErrors errors, JsonNode spec, Wording wording) {
    JsonNode selector = spec.path("selector");
    checkSelector(errors, selector, wording);
    JsonNode template = spec.path("template");
    if (Values.isSet(selector) && !LabelSelectors.isValid(selector)) {
      errors.invalid("spec.selector", selector, wording.invalidSelector());
      return;
    }
    JsonNode labels = template.path("metadata").path("labels");
    boolean all = Values.isSet(selector) && LabelSelectors.isEmpty(selector);
    if (!all && !LabelSelectors.matches(selector, labels)) {
      errors.invalid(
          "spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
    }
    checkTemplate(errors, "spec.template", template);
    checkRunsForEver(errors, template.path("spec"), wording.deadlineIn());
  }

  private static void checkSelector(FieldErrors errors, JsonNode selector, Wording wording) {
    String path = "spec.selector";
    if (!Values.isSet(selector)) {
      errors.required(path, "");
      return;
    }
    LabelSelectors.check(errors, path, selector);
    if (LabelSelectors.isEmpty(selector)) {
      errors.invalid(path, selector, "empty selector is invalid for " + wording.emptySelectorFor());
    }
  }

  static void checkTemplate(FieldErrors errors, String path, JsonNode template) {
    JsonNode metadata = template.path("metadata");
    Labels.check(errors, path + ".labels", metadata.path("labels"));
    MetadataRules.checkAnnotations(errors, path + ".annotations", metadata.path("annotations"));
    PodSpecRules.check(errors, path + ".spec", template.path("spec"), "");
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
