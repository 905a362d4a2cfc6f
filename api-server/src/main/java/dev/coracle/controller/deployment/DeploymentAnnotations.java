// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import dev.coracle.api.KubeObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The annotations by which a Deployment keeps its history in its ReplicaSets. Pure. */
final class DeploymentAnnotations {

  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAX = "deployment.kubernetes.io/max-replicas";
  static final String ROLLBACK_TO = "deprecated.deployment.rollback.to";

  private static final String HISTORY = "deployment.kubernetes.io/revision-history";
  private static final int LONGEST_HISTORY = 2000;
  private static final Set<String> OWN =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          REVISION,
          HISTORY,
          DESIRED,
          MAX,
          ROLLBACK_TO);

  private DeploymentAnnotations() {}

  /** The revision of a ReplicaSet or Deployment; 0 where it has none. */
  static long revision(KubeObject object) {
    return parse(object.annotations().getOrDefault(REVISION, ""));
  }

  private static long parse(String revision) {
    try {
      return Long.parseLong(revision);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The size in an annotation; 0 where it is missing. */
  static int size(KubeObject set, String annotation) {
    return (int) parse(set.annotations().getOrDefault(annotation, ""));
  }

  /** The annotations of the new ReplicaSet, from those it has and the Deployment's. */
  static Map<String, String> ofNewSet(
      Map<String, String> present, KubeObject deployment, long newRevision) {
    Map<String, String> annotations = new LinkedHashMap<>(present);
    annotations.putAll(foreign(deployment));
    String earlier = present.getOrDefault(REVISION, "");
    if (parse(earlier) < newRevision) {
      annotations.put(REVISION, Long.toString(newRevision));
      if (!earlier.isEmpty()) {
        // It was new once before: somebody rolled back to it.
        annotations.put(HISTORY, history(present.getOrDefault(HISTORY, ""), earlier));
      }
    }
    return annotations;
  }

  static String history(String present, String revision) {
    String longer = present.isEmpty() ? revision : present + "," + revision;
    while (longer.length() > LONGEST_HISTORY) {
      longer = longer.substring(longer.indexOf(',') + 1);
    }
    return longer;
  }

  /** Those that are not the controller's own. */
  static Map<String, String> foreign(KubeObject object) {
    Map<String, String> annotations = object.annotations();
    annotations.keySet().removeAll(OWN);
    return annotations;
  }

  /** Those of a Deployment that was rolled back to a ReplicaSet. */
  static Map<String, String> rolledBack(KubeObject deployment, KubeObject set) {
    Map<String, String> annotations = deployment.annotations();
    annotations.keySet().retainAll(OWN);
    annotations.putAll(foreign(set));
    annotations.remove(ROLLBACK_TO);
    return annotations;
  }

  /** What tells a later pass from a change of the Deployment's size. */
  static Map<String, String> sizes(DeploymentLimits limits) {
    return Map.of(
        DESIRED, Integer.toString(limits.replicas()), MAX, Integer.toString(limits.maxReplicas()));
  }
}
