// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.manager;

import dev.coracle.api.KubeClient;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.time.Time;
import dev.coracle.controller.deployment.DeploymentController;
import dev.coracle.controller.disruption.PodDisruptionBudgetController;
import dev.coracle.controller.endpointslice.EndpointSliceController;
import dev.coracle.controller.endpointslice.EndpointSliceMirroringController;
import dev.coracle.controller.endpointslice.EndpointsController;
import dev.coracle.controller.garbagecollector.GarbageCollector;
import dev.coracle.controller.kubernetesservice.KubernetesServiceController;
import dev.coracle.controller.namespace.NamespaceController;
import dev.coracle.controller.nodelifecycle.NodeLifecycleController;
import dev.coracle.controller.replicaset.ReplicaSetController;
import dev.coracle.controller.scheduler.Scheduler;
import dev.coracle.controller.service.LoadBalancerController;
import dev.coracle.controller.serviceaccount.RootCaPublisher;
import dev.coracle.controller.serviceaccount.ServiceAccountController;
import dev.coracle.controller.servicecidrs.DefaultServiceCidrController;
import dev.coracle.controller.servicecidrs.IpAddressRepairController;
import dev.coracle.controller.servicecidrs.ServiceCidrController;
import dev.coracle.controller.statefulset.StatefulSetController;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** The running controllers of one cluster, the scheduler among them. */
public final class Controllers implements AutoCloseable {

  private static final String API_SERVER = "system:apiserver";
  private static final String SERVICE_ACCOUNT = "system:serviceaccount:kube-system:";

  private final List<Controller> all;

  private Controllers(List<Controller> all) {
    this.all = all;
  }

  /**
   * Starts every controller but those left out.
   *
   * @param clients gives the client that acts under a user name
   * @throws IllegalArgumentException when there is none of a name left out
   */
  public static Controllers start(
      Function<String, KubeClient> clients, Time time, ControllerOptions options) {
    Map<String, Supplier<Controller>> known = new LinkedHashMap<>();
    KubeClient manager = clients.apply("system:kube-controller-manager");
    Function<String, KubeClient> of =
        name -> new ManagedClient(manager, clients.apply(SERVICE_ACCOUNT + name));
    cluster(known, of, time, options);
    apiServer(known, clients.apply(API_SERVER), time, options);
    workloads(known, of, time);
    services(known, of, time, options);
    known.put(
        "kube-scheduler",
        () ->
            Scheduler.create(clients.apply("system:kube-scheduler"), time, options.claimsNeeded()));
    requireKnown(known.keySet(), options.leftOut());
    known.keySet().removeAll(options.leftOut());
    return started(known);
  }

  /**
   * Starts what a real API server does for itself, and nothing else: the Service {@code kubernetes}
   * with its endpoints, the ServiceCIDR of that name, and the repair of ClusterIPs.
   */
  public static Controllers ofApiServer(
      Function<String, KubeClient> clients, Time time, ControllerOptions options) {
    Map<String, Supplier<Controller>> own = new LinkedHashMap<>();
    apiServer(own, clients.apply(API_SERVER), time, options);
    return started(own);
  }

  private static Controllers started(Map<String, Supplier<Controller>> chosen) {
    List<Controller> all = chosen.values().stream().map(Supplier::get).toList();
    all.forEach(Controller::start);
    return new Controllers(all);
  }

  private static void requireKnown(Set<String> known, Set<String> leftOut) {
    for (String name : leftOut) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "controller: " + name + " (expected: one of " + known + ")");
      }
    }
  }

  // The names are those of the flag --controllers of kube-controller-manager.
  // https://github.com/kubernetes/kubernetes/blob/v1.36.0/cmd/kube-controller-manager/names/controller_names.go

  private static void workloads(
      Map<String, Supplier<Controller>> known, Function<String, KubeClient> of, Time time) {
    known.put(
        "deployment-controller",
        () -> DeploymentController.create(of.apply("deployment-controller"), time));
    known.put(
        "replicaset-controller",
        () -> ReplicaSetController.create(of.apply("replicaset-controller"), time));
    known.put(
        "statefulset-controller",
        () -> StatefulSetController.create(of.apply("statefulset-controller"), time));
  }

  private static void services(
      Map<String, Supplier<Controller>> known,
      Function<String, KubeClient> of,
      Time time,
      ControllerOptions options) {
    known.put(
        "endpointslice-controller",
        () -> EndpointSliceController.create(of.apply("endpointslice-controller"), time));
    known.put(
        "endpoints-controller",
        () -> EndpointsController.create(of.apply("endpoint-controller"), time));
    known.put(
        "endpointslice-mirroring-controller",
        () ->
            EndpointSliceMirroringController.create(
                of.apply("endpointslicemirroring-controller"), time));
    known.put(
        "service-lb-controller",
        () ->
            LoadBalancerController.create(
                of.apply("service-controller"), time, options.loadBalancers()));
  }

  /** What a real API server does for itself. */
  private static void apiServer(
      Map<String, Supplier<Controller>> known,
      KubeClient client,
      Time time,
      ControllerOptions options) {
    known.put(
        "kubernetes-service-controller",
        () ->
            KubernetesServiceController.create(
                client, time, options.serviceCidr(), options.apiServer()));
    known.put(
        "default-service-cidr-controller",
        () -> DefaultServiceCidrController.create(client, time, options.serviceCidr()));
    known.put("service-ip-repair-controller", () -> IpAddressRepairController.create(client, time));
  }

  private static void cluster(
      Map<String, Supplier<Controller>> known,
      Function<String, KubeClient> of,
      Time time,
      ControllerOptions options) {
    known.put(
        "serviceaccount-controller",
        () -> ServiceAccountController.create(of.apply("service-account-controller"), time));
    known.put(
        "root-ca-certificate-publisher-controller",
        () ->
            RootCaPublisher.create(
                of.apply("root-ca-cert-publisher"), time, options.rootCertificate()));
    known.put(
        "service-cidr-controller",
        () -> ServiceCidrController.create(of.apply("service-cidrs-controller"), time));
    known.put(
        "node-lifecycle-controller",
        () -> NodeLifecycleController.create(of.apply("node-controller"), time));
    known.put(
        "disruption-controller",
        () -> PodDisruptionBudgetController.create(of.apply("disruption-controller"), time));
    known.put(
        "namespace-controller",
        () -> NamespaceController.create(of.apply("namespace-controller"), time, options.kinds()));
    known.put(
        "garbage-collector-controller",
        () ->
            GarbageCollector.create(of.apply("generic-garbage-collector"), time, options.kinds()));
  }

  @Override
  public void close() {
    all.forEach(Controller::close);
  }
}
