// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.builtin;

import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.Registry;
import dev.coracle.apiserver.registry.RegistryOptions;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.config.ConfigMapStrategy;
import dev.coracle.apiserver.registry.config.EventStrategy;
import dev.coracle.apiserver.registry.config.LeaseStrategy;
import dev.coracle.apiserver.registry.config.NamespaceStrategy;
import dev.coracle.apiserver.registry.config.SecretStrategy;
import dev.coracle.apiserver.registry.config.ServiceAccountStrategy;
import dev.coracle.apiserver.registry.network.IngressClassStrategy;
import dev.coracle.apiserver.registry.network.IngressStrategy;
import dev.coracle.apiserver.registry.network.NetworkPolicyStrategy;
import dev.coracle.apiserver.registry.pod.NodeStrategy;
import dev.coracle.apiserver.registry.pod.PodStrategy;
import dev.coracle.apiserver.registry.service.EndpointSliceStrategy;
import dev.coracle.apiserver.registry.service.EndpointsStrategy;
import dev.coracle.apiserver.registry.service.IpAddressStrategy;
import dev.coracle.apiserver.registry.service.ServiceCidrStrategy;
import dev.coracle.apiserver.registry.service.ServiceStrategy;
import dev.coracle.apiserver.registry.workload.ControllerRevisionStrategy;
import dev.coracle.apiserver.registry.workload.DeploymentStrategy;
import dev.coracle.apiserver.registry.workload.PodDisruptionBudgetStrategy;
import dev.coracle.apiserver.registry.workload.ReplicaSetStrategy;
import dev.coracle.apiserver.registry.workload.StatefulSetStrategy;
import java.util.HashMap;
import java.util.Map;

/** The strategies of the built-in kinds. */
public final class BuiltInStrategies {

  private BuiltInStrategies() {}

  public static Registry registry(RegistryOptions options) {
    Map<ResourceType, ResourceStrategy> all = new HashMap<>();
    addServices(all, options);
    addWorkloads(all);
    addConfiguration(all);
    addNetworking(all);
    return new Registry(all);
  }

  private static void addServices(
      Map<ResourceType, ResourceStrategy> all, RegistryOptions options) {
    all.put(ResourceType.SERVICES, new ServiceStrategy(options));
    all.put(ResourceType.SERVICE_CIDRS, new ServiceCidrStrategy());
    all.put(ResourceType.IP_ADDRESSES, new IpAddressStrategy());
    all.put(ResourceType.ENDPOINT_SLICES, new EndpointSliceStrategy(options));
    all.put(ResourceType.ENDPOINTS, new EndpointsStrategy(options));
  }

  private static void addWorkloads(Map<ResourceType, ResourceStrategy> all) {
    all.put(ResourceType.PODS, new PodStrategy());
    all.put(ResourceType.DEPLOYMENTS, new DeploymentStrategy());
    all.put(ResourceType.REPLICA_SETS, new ReplicaSetStrategy());
    all.put(ResourceType.STATEFUL_SETS, new StatefulSetStrategy());
    all.put(ResourceType.CONTROLLER_REVISIONS, new ControllerRevisionStrategy());
    all.put(ResourceType.POD_DISRUPTION_BUDGETS, new PodDisruptionBudgetStrategy());
  }

  private static void addConfiguration(Map<ResourceType, ResourceStrategy> all) {
    all.put(ResourceType.NAMESPACES, new NamespaceStrategy());
    all.put(ResourceType.NODES, new NodeStrategy());
    all.put(ResourceType.CONFIG_MAPS, new ConfigMapStrategy());
    all.put(ResourceType.SECRETS, new SecretStrategy());
    all.put(ResourceType.SERVICE_ACCOUNTS, new ServiceAccountStrategy());
    all.put(ResourceType.EVENTS, new EventStrategy());
    all.put(ResourceType.LEASES, new LeaseStrategy());
  }

  private static void addNetworking(Map<ResourceType, ResourceStrategy> all) {
    all.put(ResourceType.INGRESSES, new IngressStrategy());
    all.put(ResourceType.INGRESS_CLASSES, new IngressClassStrategy());
    all.put(ResourceType.NETWORK_POLICIES, new NetworkPolicyStrategy());
  }
}
