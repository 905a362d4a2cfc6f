// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import java.util.Optional;

/** An EndpointSlice as its readers see it. */
public record EndpointSlice(KubeObject object) {

  /** The label that names the Service it belongs to. */
  public static final String SERVICE_NAME = "kubernetes.io/service-name";

  /** The label that names who keeps it. */
  public static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  /** The Service it belongs to, if it says so. */
  public Optional<ObjectKey> service() {
    return Optional.ofNullable(object.labels().get(SERVICE_NAME))
        .map(name -> ObjectKey.of(object.namespace(), name));
  }

  public boolean isManagedBy(String manager) {
    return manager.equals(object.labels().get(MANAGED_BY));
  }

  public String addressType() {
    return object.text("addressType");
  }
}
