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
import dev.coracle.controller.servicecidrs.IpAddressRepairController;
import dev.coracle.controller.servicecidrs.ServiceCidrController;
import dev.coracle.controller.statefulset.StatefulSetController;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The running controllers of one cluster, the scheduler among them. */
public final class Controllers implements AutoCloseable {

  private static final String SERVICE_ACCOUNT = "system:serviceaccount:kube-system:";

  private final List<Controller> all;

  private Controllers(List<Controller> all) {
    this.all = all;
  }

  /**
   * Starts every controller.
   *
   * @param clients gives the client that acts under a user name
   */
  public static Controllers start(
      Function<String, KubeClient> clients, Time time, ControllerOptions options) {
    Function<String, KubeClient> of = name -> clients.apply(SERVICE_ACCOUNT + name);
    List<Controller> all = new ArrayList<>();
    all.addAll(cluster(of, time, options));
    all.add(
        KubernetesServiceController.create(
            clients.apply("system:apiserver"), time, options.serviceCidr(), options.apiServer()));
    all.add(IpAddressRepairController.create(clients.apply("system:apiserver"), time));
    all.addAll(workloads(of, time));
    all.addAll(services(of, time, options));
    all.add(Scheduler.create(clients.apply("system:kube-scheduler"), time));
    all.forEach(Controller::start);
    return new Controllers(List.copyOf(all));
  }

  private static List<Controller> workloads(Function<String, KubeClient> of, Time time) {
    return List.of(
        DeploymentController.create(of.apply("deployment-controller"), time),
        ReplicaSetController.create(of.apply("replicaset-controller"), time),
        StatefulSetController.create(of.apply("statefulset-controller"), time));
  }

  private static List<Controller> services(
      Function<String, KubeClient> of, Time time, ControllerOptions options) {
    return List.of(
        EndpointSliceController.create(of.apply("endpointslice-controller"), time),
        EndpointsController.create(of.apply("endpoint-controller"), time),
        EndpointSliceMirroringController.create(
            of.apply("endpointslicemirroring-controller"), time),
        LoadBalancerController.create(
            of.apply("service-controller"), time, options.loadBalancers()));
  }

  private static List<Controller> cluster(
      Function<String, KubeClient> of, Time time, ControllerOptions options) {
    return List.of(
        ServiceAccountController.create(of.apply("service-account-controller"), time),
        RootCaPublisher.create(of.apply("root-ca-cert-publisher"), time, options.rootCertificate()),
        ServiceCidrController.create(
            of.apply("service-cidrs-controller"), time, options.serviceCidr()),
        NodeLifecycleController.create(of.apply("node-controller"), time),
        PodDisruptionBudgetController.create(of.apply("disruption-controller"), time),
        NamespaceController.create(of.apply("namespace-controller"), time, options.kinds()),
        GarbageCollector.create(of.apply("generic-garbage-collector"), time, options.kinds()));
  }

  @Override
  public void close() {
    all.forEach(Controller::close);
  }
}
