// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import java.util.List;

/** The container of a Pod that a connection is for. */
final class PodContainer {

  private PodContainer() {}

  /**
   * The name of the container that is meant: the one that is named, or the Pod's only one.
   *
   * @throws ApiException 400 where there is no such container, or more than one to choose from
   */
  static String nameOf(KubeObject pod, String wanted) {
    List<String> containers = names(pod, "containers");
    List<String> initContainers = names(pod, "initContainers");
    if (wanted.isEmpty()) {
      return onlyOne(pod, containers, initContainers);
    }
    if (!containers.contains(wanted)
        && !initContainers.contains(wanted)
        && !names(pod, "ephemeralContainers").contains(wanted)) {
      throw ApiException.badRequest(
          "container %s is not valid for pod %s".formatted(wanted, pod.name()));
    }
    return wanted;
  }

  private static String onlyOne(KubeObject pod, List<String> containers, List<String> init) {
    if (containers.size() == 1) {
      return containers.get(0);
    }
    String choice =
        "a container name must be specified for pod %s, choose one of: [%s]"
            .formatted(pod.name(), String.join(" ", containers));
    throw ApiException.badRequest(
        init.isEmpty()
            ? choice
            : choice + " or one of the init containers: [" + String.join(" ", init) + "]");
  }

  private static List<String> names(KubeObject pod, String list) {
    return pod.at("spec", list).valueStream().map(c -> Json.textAt(c, "name")).toList();
  }
}
