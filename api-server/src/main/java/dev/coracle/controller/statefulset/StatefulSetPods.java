// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.statefulset;

import static dev.coracle.api.ResourceType.STATEFUL_SETS;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.model.StatefulSet;
import dev.coracle.controller.PodControl;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The Pods of a StatefulSet as they are named and marked. Pure. */
final class StatefulSetPods {

  static final String REVISION_LABEL = "controller-revision-hash";

  private static final String NAME_LABEL = "statefulset.kubernetes.io/pod-name";
  private static final String INDEX_LABEL = "apps.kubernetes.io/pod-index";
  private static final Pattern NAME = Pattern.compile("(.*)-([0-9]{1,9})");

  private StatefulSetPods() {}

  static String nameOf(KubeObject set, int ordinal) {
    return set.name() + "-" + ordinal;
  }

  /** The ordinal in a Pod's name; -1 where the name is not one of the set's. */
  static int ordinal(KubeObject set, KubeObject pod) {
    Matcher name = NAME.matcher(pod.name());
    return name.matches() && name.group(1).equals(set.name())
        ? Integer.parseInt(name.group(2))
        : -1;
  }

  static String revision(KubeObject pod) {
    return pod.labels().getOrDefault(REVISION_LABEL, "");
  }

  /** A Pod of an ordinal and revision, ready to be created. */
  static ObjectNode podOf(StatefulSet set, JsonNode template, String revision, int ordinal) {
    ObjectNode pod = PodControl.podOf(template, set.object(), STATEFUL_SETS);
    String name = nameOf(set.object(), ordinal);
    ObjectNode metadata = Json.objectAt(pod, "metadata").put("name", name);
    Json.objectAt(metadata, "labels")
        .put(NAME_LABEL, name)
        .put(INDEX_LABEL, Integer.toString(ordinal))
        .put(REVISION_LABEL, revision);
    ObjectNode spec = Json.objectAt(pod, "spec").put("hostname", name);
    if (!set.serviceName().isEmpty()) {
      spec.put("subdomain", set.serviceName());
    }
    return pod;
  }

  /** Whether a Pod still bears its own name as a label. */
  static boolean isIdentified(KubeObject pod) {
    return pod.name().equals(pod.labels().get(NAME_LABEL));
  }

  static void identify(ObjectNode patch, KubeObject pod) {
    Json.objectAt(patch, "metadata", "labels").put(NAME_LABEL, pod.name());
  }
}
