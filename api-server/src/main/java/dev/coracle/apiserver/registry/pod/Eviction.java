// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.FieldError;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Selector;
import dev.coracle.apiserver.registry.DeleteOptionsDocument;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.Timestamps;
import dev.coracle.apiserver.registry.Values;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code eviction} subresource of a Pod: a deletion that the disruption budgets must allow. */
final class Eviction implements SubresourceStrategy.Action {

  private static final ResourceType EVICTIONS =
      new ResourceType("policy", "v1", "evictions", "eviction", "Eviction", true);
  private static final String IGNORE = "ignoreStoreReadErrorWithClusterBreakingPotential";
  private static final String REFUSED =
      "Cannot evict pod as it would violate the pod's disruption budget.";
  private static final String NONE_CURRENTLY =
      "The disruption budget %s does not allow evicting pods currently";
  private static final Set<String> PHASES_WITHOUT_BUDGET = Set.of("Pending", "Succeeded", "Failed");
  private static final int MOST_DISRUPTED = 2000;

  // EvictionsRetry in pkg/registry/core/pod/storage/eviction.go of Kubernetes.
  private static final int TRIES = 20;

  @Override
  public void check(SubresourceStrategy.Request request, ObjectNode eviction) {
    String name = Json.textAt(eviction, "metadata", "name");
    if (!name.isEmpty() && !name.equals(request.key().name())) {
      throw ApiException.badRequest("name in URL does not match name in Eviction object");
    }
    JsonNode ignore = Json.at(eviction, "deleteOptions", IGNORE);
    if (ignore.asBoolean(false)) {
      throw ApiException.invalid(
          EVICTIONS,
          request.key().name(),
          List.of(
              FieldError.invalid(
                  "deleteOptions." + IGNORE,
                  ignore,
                  "can not be set for pod eviction, try after removing the option")));
    }
  }

  /** Spends of the budget, then deletes the Pod, as the Eviction says. */
  @Override
  public void run(SubresourceStrategy.Request request, ObjectNode eviction) {
    KubeObject pod = request.object();
    DeleteOptions asked = deleteOptions(eviction);
    DeleteOptions options = request.dryRun() ? asked.withDryRun() : asked;
    for (int attempt = 1; ; attempt++) {
      Optional<KubeObject> spent = decide(request, pod);
      if (spent.isEmpty() || options.dryRun() || stored(request, spent.get())) {
        request.delete(options);
        return;
      }
      if (attempt == TRIES) {
        throw tooManyConflicts(spent.get());
      }
      pod = request.object();
    }
  }

  private static Optional<KubeObject> decide(SubresourceStrategy.Request request, KubeObject pod) {
    ListOptions neighbours = ListOptions.inNamespace(request.key().namespace());
    List<KubeObject> budgets =
        request.api().list(ResourceType.POD_DISRUPTION_BUDGETS, neighbours).items();
    return decide(pod, budgets, request.now());
  }

  /** Stores the status of a budget, unless somebody wrote it since it was read. */
  private static boolean stored(SubresourceStrategy.Request request, KubeObject budget) {
    try {
      request.api().updateStatus(ResourceType.POD_DISRUPTION_BUDGETS, budget);
      return true;
    } catch (ApiException e) {
      if (e.isConflict()) {
        return false;
      }
      throw e;
    }
  }

  /** The deletion that an Eviction asks for. */
  static DeleteOptions deleteOptions(ObjectNode eviction) {
    return eviction.path("deleteOptions") instanceof ObjectNode options
        ? DeleteOptionsDocument.read(options)
        : DeleteOptions.NORMAL;
  }

  /**
   * Decides whether a Pod may be evicted.
   *
   * @param budgets the PodDisruptionBudgets of its namespace
   * @return the budget with the disruption counted, to be stored (its status) before the Pod is
   *     deleted; empty where no budget is spent
   * @throws ApiException 429 where a budget does not allow it, 500 where several budgets apply
   */
  static Optional<KubeObject> decide(KubeObject pod, List<KubeObject> budgets, Instant now) {
    if (pod.isDeleting() || PHASES_WITHOUT_BUDGET.contains(pod.text("status", "phase"))) {
      return Optional.empty();
    }
    List<KubeObject> matching = budgets.stream().filter(b -> selects(b, pod)).toList();
    if (matching.isEmpty()) {
      return Optional.empty();
    }
    if (matching.size() > 1) {
      throw ApiException.of(
          500,
          "",
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
              + " support.");
    }
    KubeObject budget = matching.get(0);
    return isFree(pod, budget) ? Optional.empty() : Optional.of(spend(budget, pod.name(), now));
  }

  /** The answer to an eviction that met others writing the budget each time. */
  private static ApiException tooManyConflicts(KubeObject budget) {
    return ApiException.of(
        504,
        "Timeout",
        "Timeout: couldn't update PodDisruptionBudget \"" + budget.name() + "\" due to conflicts");
  }

  private static boolean selects(KubeObject budget, KubeObject pod) {
    JsonNode selector = budget.at("spec", "selector");
    return budget.namespace().equals(pod.namespace())
        && Values.isSet(selector)
        && Selector.of(selector).matches(pod);
  }

  /** Whether a Pod that is not ready may go without asking the budget. */
  private static boolean isFree(KubeObject pod, KubeObject budget) {
    if (PodSummary.conditionStatus(pod, "Ready").equals("True")) {
      return false;
    }
    long desired = healthy(budget, "desiredHealthy");
    return budget.text("spec", "unhealthyPodEvictionPolicy").equals("AlwaysAllow")
        || desired > 0 && healthy(budget, "currentHealthy") >= desired;
  }

  private static long healthy(KubeObject budget, String member) {
    return budget.at("status", member).asLong(0);
  }

  private static KubeObject spend(KubeObject budget, String pod, Instant now) {
    JsonNode status = budget.at("status");
    long allowed = status.path("disruptionsAllowed").asLong(0);
    if (status.path("observedGeneration").asLong(0) < budget.generation()) {
      String why = "The disruption budget %s is still being processed by the server.";
      throw refused(why.formatted(budget.name()), 10);
    }
    if (allowed < 0) {
      throw forbidden(budget, "pdb disruptions allowed is negative");
    }
    if (status.path("disruptedPods").size() > MOST_DISRUPTED) {
      throw forbidden(
          budget, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
    }
    if (allowed == 0) {
      throw refused(whyNoneAllowed(budget), 0);
    }
    return budget.edit(
        object -> {
          ObjectNode changed = Json.objectAt(object, "status");
          changed.put("disruptionsAllowed", allowed - 1);
          changed.withObjectProperty("disruptedPods").put(pod, Timestamps.seconds(now));
        });
  }

  private static String whyNoneAllowed(KubeObject budget) {
    for (JsonNode condition : budget.at("status", "conditions")) {
      if (Values.text(condition, "type").equals("DisruptionAllowed")
          && Values.text(condition, "reason").equals("SyncFailed")) {
        return NONE_CURRENTLY.formatted(budget.name())
            + " because it failed sync: "
            + Values.text(condition, "message");
      }
    }
    long desired = healthy(budget, "desiredHealthy");
    long current = healthy(budget, "currentHealthy");
    return current <= desired
        ? "The disruption budget %s needs %d healthy pods and has %d currently"
            .formatted(budget.name(), desired, current)
        : NONE_CURRENTLY.formatted(budget.name());
  }

  private static ApiException refused(String cause, int retryAfterSeconds) {
    ObjectNode details = Json.object();
    ObjectNode first = details.putArray("causes").addObject();
    first.put("reason", "DisruptionBudget").put("message", cause);
    if (retryAfterSeconds > 0) {
      details.put("retryAfterSeconds", retryAfterSeconds);
    }
    return ApiException.tooManyRequests(REFUSED, details);
  }

  private static ApiException forbidden(KubeObject budget, String why) {
    return ApiException.forbidden(
        new ResourceType("policy", "v1", "poddisruptionbudget", "poddisruptionbudget", "", true),
        budget.name(),
        why);
  }
}
