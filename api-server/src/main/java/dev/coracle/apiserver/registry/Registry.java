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

  private Registry(Map<ResourceType, ResourceStrategy> strategies) {
    this.strategies = Map.copyOf(strategies);
  }

  /** The strategies of the built-in kinds. */
  public static Registry builtIn(RegistryOptions options) {
    Map<ResourceType, ResourceStrategy> all = new HashMap<>();
    all.put(ResourceType.SERVICES, new ServiceStrategy(options));
    all.put(ResourceType.SERVICE_CIDRS, new ServiceCidrStrategy());
    all.put(ResourceType.IP_ADDRESSES, new IpAddressStrategy());
    addWorkloads(all);
    return new Registry(all);
  }

  private static void addWorkloads(Map<ResourceType, ResourceStrategy> all) {
    all.put(ResourceType.NAMESPACES, new NamespaceStrategy());
    all.put(ResourceType.PODS, new PodStrategy());
    all.put(ResourceType.DEPLOYMENTS, new DeploymentStrategy());
    all.put(ResourceType.REPLICA_SETS, new ReplicaSetStrategy());
    all.put(ResourceType.STATEFUL_SETS, new StatefulSetStrategy());
  }

  /** The built-in admission plugins, in the order in which they are asked. */
  public List<Admitter> admitters() {
    return List.of();
  }

  public ResourceStrategy strategy(ResourceType type) {
    return strategies.getOrDefault(type, PLAIN);
  }
}
