// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.util.Set;

/**
 * The names of what containers ask for: Kubernetes' own, and those that somebody else qualified.
 *
 * @see <a href=
 *     "https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/helper/helpers.go">
 *     IsStandardContainerResourceName, IsExtendedResourceName, IsNativeResource</a>
 */
final class ResourceNames {

  private static final String HUGE_PAGES = "hugepages-";
  private static final String NATIVE_DOMAIN = "kubernetes.io/";
  private static final Set<String> OF_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");
  private static final Set<String> STANDARD =
      Set.of(
          "cpu",
          "memory",
          "ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage",
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "persistentvolumeclaims",
          "configmaps",
          "services.nodeports",
          "services.loadbalancers",
          "storage",
          "requests.storage");

  private ResourceNames() {}

  /** Checks the name of what a container asks for. */
  static void checkOfContainer(FieldErrors errors, String path, String name) {
    int before = errors.size();
    Labels.checkKey(errors, path, name);
    boolean hugePages = name.startsWith(HUGE_PAGES);
    if (name.contains("/")) {
      if (errors.size() == before && !isNative(name) && !isExtended(name)) {
        errors.invalid(path, name, "doesn't follow extended resource name standard");
      }
      return;
    }
    if (errors.size() == before && !hugePages && !STANDARD.contains(name)) {
      errors.invalid(path, name, "must be a standard resource type or fully qualified");
    }
    if (!hugePages && !OF_CONTAINERS.contains(name)) {
      errors.invalid(path, name, "must be a standard resource for containers");
    }
  }

  private static boolean isNative(String name) {
    return !name.contains("/") || name.contains(NATIVE_DOMAIN);
  }

  private static boolean isExtended(String name) {
    return !isNative(name)
        && !name.startsWith("requests.")
        && Names.qualifiedName("requests." + name).isEmpty();
  }

  /** Whether more of it can be asked for than there is. */
  static boolean mayBeOvercommitted(String name) {
    return isNative(name) && !name.startsWith(HUGE_PAGES);
  }

  /** Whether there are only whole ones. */
  static boolean isCounted(String name) {
    return isExtended(name);
  }
}
