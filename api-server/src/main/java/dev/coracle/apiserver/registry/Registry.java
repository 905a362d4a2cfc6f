// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The strategy of every kind; kinds without rules of their own share a plain one. */
public final class Registry {

  private static final ResourceStrategy PLAIN = new ResourceStrategy() {};

  private final Map<ResourceType, ResourceStrategy> strategies;

  private final List<Admitter> admitters;

  private Registry(Map<ResourceType, ResourceStrategy> strategies, List<Admitter> admitters) {
    this.strategies = Map.copyOf(strategies);
    this.admitters = List.copyOf(admitters);
  }

  /** The strategies of the built-in kinds. */
  public static Registry builtIn(RegistryOptions options) {
    Map<ResourceType, ResourceStrategy> all = new HashMap<>();
    addServices(all, options);
    addWorkloads(all);
    addConfiguration(all);
    addNetworking(all);
    return new Registry(
        all,
        List.of(
            new PriorityAdmission(),
            new ServiceAccountAdmission(options.random()),
            new IngressClassAdmission()));
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

  /** The built-in admission plugins, in the order in which they are asked. */
  public List<Admitter> admitters() {
    return admitters;
  }

  public ResourceStrategy strategy(ResourceType type) {
    return strategies.getOrDefault(type, PLAIN);
  }

  /** The columns of the table that kubectl prints of a kind. */
  public TableColumns columns(ResourceType type) {
    return type.equals(ResourceType.EVENTS_V1)
        ? EventView.columns(strategy(ResourceType.EVENTS).columns())
        : strategy(type).columns();
  }
}
