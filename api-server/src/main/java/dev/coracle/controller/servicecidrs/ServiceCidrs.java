// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.servicecidrs;

import dev.coracle.api.KubeObject;
import dev.coracle.api.net.Cidr;
import java.util.List;

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
}
