// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.clients;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import org.jspecify.annotations.Nullable;

/** How fabric8's client asks for lists. */
final class Fabric8Options {

  private Fabric8Options() {}

  /** A page of a list: the first where nothing is to be continued. */
  static ListOptions page(long limit, @Nullable String continued) {
    return new ListOptionsBuilder().withLimit(limit).withContinue(continued).build();
  }
}
