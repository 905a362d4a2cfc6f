// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.Controller;
import dev.coracle.api.KubeClient;
import dev.coracle.api.time.Time;
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
  public static Controllers start(Function<String, KubeClient> clients, Time time) {
    Controllers controllers = new Controllers(every(clients, time));
    controllers.all.forEach(Controller::start);
    return controllers;
  }

  private static List<Controller> every(Function<String, KubeClient> clients, Time time) {
    Function<String, KubeClient> of = name -> clients.apply(SERVICE_ACCOUNT + name);
    return List.of(
        DeploymentController.create(of.apply("deployment-controller"), time),
        ReplicaSetController.create(of.apply("replicaset-controller"), time),
        EndpointSliceController.create(of.apply("endpointslice-controller"), time),
        SchedulerController.create(clients.apply("system:kube-scheduler"), time));
  }

  @Override
  public void close() {
    all.forEach(Controller::close);
  }
}
