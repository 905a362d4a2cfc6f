// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

/**
 * A kind of object as the API serves it: group, version and plural name form its path, kind its
 * body's {@code kind}.
 *
 * <p>The constants are the kinds that Coracle's own components read and write.
 */
public record ResourceType(
    String group, String version, String plural, String singular, String kind, boolean namespaced) {

  public static final ResourceType NAMESPACES = cluster("", "v1", "namespaces", "Namespace");
  public static final ResourceType NODES = cluster("", "v1", "nodes", "Node");
  public static final ResourceType PODS = namespaced("", "v1", "pods", "Pod");
  public static final ResourceType SERVICES = namespaced("", "v1", "services", "Service");
  public static final ResourceType ENDPOINTS =
      new ResourceType("", "v1", "endpoints", "endpoints", "Endpoints", true);
  public static final ResourceType CONFIG_MAPS = namespaced("", "v1", "configmaps", "ConfigMap");
  public static final ResourceType SECRETS = namespaced("", "v1", "secrets", "Secret");
  public static final ResourceType SERVICE_ACCOUNTS =
      namespaced("", "v1", "serviceaccounts", "ServiceAccount");
  public static final ResourceType EVENTS = namespaced("", "v1", "events", "Event");
  public static final ResourceType EVENTS_V1 = namespaced("events.k8s.io", "v1", "events", "Event");
  public static final ResourceType LEASES =
      namespaced("coordination.k8s.io", "v1", "leases", "Lease");
  public static final ResourceType DEPLOYMENTS =
      namespaced("apps", "v1", "deployments", "Deployment");
  public static final ResourceType REPLICA_SETS =
      namespaced("apps", "v1", "replicasets", "ReplicaSet");
  public static final ResourceType STATEFUL_SETS =
      namespaced("apps", "v1", "statefulsets", "StatefulSet");
  public static final ResourceType CONTROLLER_REVISIONS =
      namespaced("apps", "v1", "controllerrevisions", "ControllerRevision");
  public static final ResourceType ENDPOINT_SLICES =
      namespaced("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice");
  public static final ResourceType INGRESSES =
      namespaced("networking.k8s.io", "v1", "ingresses", "Ingress");
  public static final ResourceType INGRESS_CLASSES =
      cluster("networking.k8s.io", "v1", "ingressclasses", "IngressClass");
  public static final ResourceType NETWORK_POLICIES =
      namespaced("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy");
  public static final ResourceType SERVICE_CIDRS =
      cluster("networking.k8s.io", "v1", "servicecidrs", "ServiceCIDR");
  public static final ResourceType IP_ADDRESSES =
      cluster("networking.k8s.io", "v1", "ipaddresses", "IPAddress");
  public static final ResourceType POD_DISRUPTION_BUDGETS =
      namespaced("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget");

  private static ResourceType namespaced(String group, String version, String plural, String kind) {
    return new ResourceType(group, version, plural, lower(kind), kind, true);
  }

  private static ResourceType cluster(String group, String version, String plural, String kind) {
    return new ResourceType(group, version, plural, lower(kind), kind, false);
  }

  private static String lower(String kind) {
    return kind.toLowerCase(java.util.Locale.ROOT);
  }

  /** The {@code apiVersion} of its objects: {@code v1} or {@code group/version}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Its name in messages and RBAC rules: {@code services} or {@code deployments.apps}. */
  public String qualifiedName() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  @Override
  public String toString() {
    return qualifiedName();
  }
}
