// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.servicecidrs;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Creations;
import dev.coracle.controller.StatusConditions;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the ServiceCIDR {@code kubernetes}, of the blocks that the API server was started with; it
 * is looked after every ten seconds. The API server itself does this, not a controller manager.
 * https://github.com/kubernetes/kubernetes/tree/v1.36.0/pkg/controlplane/controller/defaultservicecidr
 */
public final class DefaultServiceCidrController {

  static final ObjectKey KEY = ObjectKey.cluster("kubernetes");

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Controller controller;
  private final KubeClient client;
  private final String blocks;

  private DefaultServiceCidrController(KubeClient client, Time time, String blocks) {
    this.controller = new Controller("default-service-cidr-controller", client, time);
    this.client = controller.client();
    this.blocks = blocks;
  }

  /**
   * Makes the controller.
   *
   * @param blocks the range of ClusterIPs, or one per family with a comma between
   */
  public static Controller create(KubeClient client, Time time, String blocks) {
    DefaultServiceCidrController made = new DefaultServiceCidrController(client, time, blocks);
    Controller controller = made.controller.reconcile(made::reconcile);
    controller.loop().execute(() -> controller.add(KEY));
    return controller;
  }

  private Optional<Duration> reconcile(ObjectKey key) {
    if (client.find(ResourceType.SERVICE_CIDRS, key).isEmpty()) {
      Creations.create(client, ResourceType.SERVICE_CIDRS, made());
    }
    client.find(ResourceType.SERVICE_CIDRS, key).ifPresent(this::sayReady);
    return Optional.of(INTERVAL);
  }

  /** Once, when it is new: what becomes of it afterwards others say. */
  private void sayReady(KubeObject cidr) {
    if (!cidr.isDeleting() && StatusConditions.of(cidr).find("Ready").isEmpty()) {
      ObjectNode ready =
          StatusConditions.condition(
              "Ready",
              "True",
              "",
              "Kubernetes default Service CIDR is ready",
              controller.loop().now());
      ServiceCidrs.put(client, cidr, ready);
    }
  }

  private KubeObject made() {
    return KubeObject.of(ResourceType.SERVICE_CIDRS, KEY)
        .edit(
            object -> {
              ArrayNode cidrs = object.putObject("spec").putArray("cidrs");
              for (String block : blocks.split(",", 2)) {
                cidrs.add(block.strip());
              }
            });
  }
}
