// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.util.Map.entry;

import dev.coracle.api.ApiException;
import dev.coracle.apiserver.schema.Kinds;
import java.util.Map;
import java.util.Set;

/**
 * What Kubernetes v1.36 serves by itself and Coracle does not. Whoever asks for it is told so,
 * instead of being left to look for a slip of their own; everything else that there is not is
 * refused in the words of Kubernetes alone.
 */
final class Unserved {

  /** The kinds by their group and version, and the subresources of kinds that are served. */
  private static final Map<String, Set<String>> RESOURCES =
      Map.ofEntries(
          entry(
              "v1",
              Set.of(
                  "bindings",
                  "componentstatuses",
                  "limitranges",
                  "persistentvolumeclaims",
                  "persistentvolumes",
                  "pods/ephemeralcontainers",
                  "pods/resize",
                  "podtemplates",
                  "replicationcontrollers",
                  "resourcequotas",
                  "serviceaccounts/token")),
          entry(
              "admissionregistration.k8s.io/v1",
              Set.of(
                  "mutatingadmissionpolicies",
                  "mutatingadmissionpolicybindings",
                  "mutatingwebhookconfigurations",
                  "validatingadmissionpolicies",
                  "validatingadmissionpolicybindings",
                  "validatingwebhookconfigurations")),
          entry("apiextensions.k8s.io/v1", Set.of("customresourcedefinitions")),
          entry("apiregistration.k8s.io/v1", Set.of("apiservices")),
          entry("apps/v1", Set.of("daemonsets")),
          entry("authentication.k8s.io/v1", Set.of("selfsubjectreviews", "tokenreviews")),
          entry(
              "authorization.k8s.io/v1",
              Set.of(
                  "localsubjectaccessreviews",
                  "selfsubjectaccessreviews",
                  "selfsubjectrulesreviews",
                  "subjectaccessreviews")),
          entry("autoscaling/v1", Set.of("horizontalpodautoscalers")),
          entry("autoscaling/v2", Set.of("horizontalpodautoscalers")),
          entry("batch/v1", Set.of("cronjobs", "jobs")),
          entry("certificates.k8s.io/v1", Set.of("certificatesigningrequests")),
          entry(
              "flowcontrol.apiserver.k8s.io/v1",
              Set.of("flowschemas", "prioritylevelconfigurations")),
          entry("node.k8s.io/v1", Set.of("runtimeclasses")),
          entry(
              "rbac.authorization.k8s.io/v1",
              Set.of("clusterrolebindings", "clusterroles", "rolebindings", "roles")),
          entry(
              "resource.k8s.io/v1",
              Set.of(
                  "deviceclasses", "resourceclaims", "resourceclaimtemplates", "resourceslices")),
          entry("scheduling.k8s.io/v1", Set.of("priorityclasses")),
          entry(
              "storage.k8s.io/v1",
              Set.of(
                  "csidrivers",
                  "csinodes",
                  "csistoragecapacities",
                  "storageclasses",
                  "volumeattachments",
                  "volumeattributesclasses")));

  private Unserved() {}

  private static String part(RequestPath.Objects path) {
    return path.subresource().isEmpty() ? "" : "/" + path.subresource();
  }

  private static boolean isOfKubernetes(RequestPath.Objects path) {
    String version = path.group().isEmpty() ? path.version() : path.group() + "/" + path.version();
    Set<String> known = RESOURCES.getOrDefault(version, Set.of());
    return known.contains(path.plural()) || known.contains(path.plural() + part(path));
  }

  /** Whether nothing at all is served of the group, and Kubernetes would not either. */
  static boolean isOfNoGroup(RequestPath.Objects path, Kinds kinds) {
    return !isOfKubernetes(path)
        && !path.group().isEmpty()
        && kinds.all().stream().noneMatch(kind -> kind.type().group().equals(path.group()));
  }

  /** The answer to a request for what is not served. */
  static ApiException refusal(RequestPath.Objects path) {
    if (!isOfKubernetes(path)) {
      return ApiException.pageNotFound();
    }
    String group = path.group().isEmpty() ? "" : "." + path.group();
    return ApiException.response(
        404,
        "NotFound",
        ApiException.pageNotFound().getMessage()
            + " ("
            + path.plural()
            + part(path)
            + group
            + " of version "
            + path.version()
            + " is not served by Coracle)");
  }
}
