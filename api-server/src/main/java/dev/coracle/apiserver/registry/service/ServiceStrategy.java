// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import static dev.coracle.apiserver.registry.service.ServiceSpec.LOAD_BALANCER;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.NameRule;
import dev.coracle.apiserver.registry.RegistryOptions;
import dev.coracle.apiserver.registry.Reservation;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy.Connection.Way;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is particular to Services: families, cluster IPs and node ports are chosen before the
 * Service is validated and stored, so a taken address is reported before any other fault, and all
 * is given back when the write fails.
 */
public final class ServiceStrategy implements ResourceStrategy {

  private final ServiceFamilies families;
  private final ClusterIpAllocator addresses;
  private final NodePortAllocator ports;
  private final Optional<Cidr> ownBlock;

  public ServiceStrategy(RegistryOptions options) {
    SharedRandom random = new SharedRandom(options.random());
    List<Cidr> ranges = ServiceCidrStrategy.parse(options.serviceCidr());
    this.families = new ServiceFamilies(ranges.stream().map(Cidr::family).distinct().toList());
    this.addresses = new ClusterIpAllocator(ranges, random);
    this.ports = new NodePortAllocator(PortRange.parse(options.nodePorts()), random);
    this.ownBlock = Cidr.parseLegacy(options.addressBlock());
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    ServiceDefaults.apply(object);
  }

  @Override
  public Reservation beginCreate(WriteContext context, ObjectNode object) {
    ServiceSpec spec = ServiceSpec.of(object);
    String name = Json.textAt(object, "metadata", "name");
    ServiceCarryOver.onCreate(spec);
    families.infer(name, spec, Optional.empty());
    ServiceReservation reservation = reservation(context, object);
    undoIfRefused(
        reservation,
        () -> {
          reservation.addresses().create(spec);
          new ServiceNodePorts(reservation.ports(), name).create(spec);
        });
    return reservation;
  }

  @Override
  public Reservation beginUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    ServiceSpec spec = ServiceSpec.of(object);
    ServiceSpec before = ServiceSpec.of(old);
    ServiceCarryOver.onUpdate(spec, before);
    families.infer(old.name(), spec, Optional.of(before));
    ServiceReservation reservation = reservation(context, object);
    undoIfRefused(
        reservation,
        () -> {
          reservation.addresses().update(spec, before);
          new ServiceNodePorts(reservation.ports(), old.name()).update(spec, before);
        });
    return reservation;
  }

  private ServiceReservation reservation(WriteContext context, ObjectNode object) {
    ObjectKey key =
        ObjectKey.of(
            Json.textAt(object, "metadata", "namespace"), Json.textAt(object, "metadata", "name"));
    return new ServiceReservation(
        new ServiceClusterIps(addresses, context, key),
        new NodePortOperation(ports, context.dryRun()));
  }

  private static void undoIfRefused(Reservation reservation, Runnable allocation) {
    try {
      allocation.run();
    } catch (RuntimeException e) {
      reservation.rollBack();
      throw e;
    }
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    object.remove("status");
    object.putObject("status").putObject("loadBalancer");
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    Json.copyMember(old.tree(), object, "status");
    ServiceSpec spec = ServiceSpec.of(object);
    ServiceWiping.wipe(spec, ServiceSpec.of(old));
    if (!spec.isType(LOAD_BALANCER)) {
      Json.objectAt(object, "status").putObject("loadBalancer");
    }
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    new ServiceRules(object, Optional.empty(), ownBlock, errors).check();
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    ServiceUpdateRules.check(ServiceSpec.of(object), ServiceSpec.of(old), errors);
    new ServiceRules(object, Optional.of(ServiceSpec.of(old)), ownBlock, errors).check();
  }

  @Override
  public void validateStatusUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    ServiceStatusRules.check(object, old, errors);
  }

  @Override
  public List<String> warnings(WriteContext context, ObjectNode object) {
    return ServiceWarnings.of(object);
  }

  @Override
  public List<String> statusWarnings(WriteContext context, ObjectNode object) {
    return ServiceStatusRules.warnings(object);
  }

  @Override
  public void afterDelete(WriteContext context, KubeObject object) {
    if (context.dryRun()) {
      return;
    }
    ServiceSpec spec = ServiceSpec.of(object);
    ServiceNodePorts.held(spec).forEach(ports::release);
    for (String ip : spec.clusterIps()) {
      IpAddress.parseLegacy(ip)
          .ifPresent(held -> addresses.release(context.api(), held, object.key()));
    }
    deleteEndpoints(context, object.key());
  }

  private static void deleteEndpoints(WriteContext context, ObjectKey key) {
    try {
      KubeObject unused = context.api().delete(ResourceType.ENDPOINTS, key);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  @Override
  public Map<String, SubresourceStrategy> subresources() {
    return Map.of("proxy", new SubresourceStrategy.Connection(Way.PROXY));
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public Set<String> selectableFields() {
    return Set.of("spec.clusterIP", "spec.type");
  }

  @Override
  public TableColumns columns() {
    return ServiceColumns.COLUMNS;
  }
}
