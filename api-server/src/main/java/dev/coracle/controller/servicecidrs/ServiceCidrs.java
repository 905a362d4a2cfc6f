// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.servicecidrs;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.Cidr;
import dev.coracle.controller.DocumentTrees;
import dev.coracle.controller.StatusConditions;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** ServiceCIDRs as their controllers read them. */
final class ServiceCidrs {

  private ServiceCidrs() {}

  /** The blocks of one. */
  static List<Cidr> blocks(KubeObject serviceCidr) {
    return serviceCidr
        .at("spec", "cidrs")
        .valueStream()
        .flatMap(text -> Cidr.parseLegacy(text.asString("")).stream())
        .toList();
  }

  /** Puts a condition in the status of one, which may be gone meanwhile. */
  static void put(KubeClient client, KubeObject serviceCidr, ObjectNode condition) {
    StatusConditions conditions = StatusConditions.of(serviceCidr);
    conditions.replace(condition);
    ObjectNode status = Json.object();
    conditions.putInto(status);
    try {
      DocumentTrees.writeStatus(client, ResourceType.SERVICE_CIDRS, serviceCidr, status);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
