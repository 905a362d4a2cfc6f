// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import java.util.List;

/** Who is asked about writes, in each phase in this order. */
public record Admitters(List<MutatingAdmitter> mutating, List<ValidatingAdmitter> validating) {

  /** Nobody. */
  public static final Admitters NONE = new Admitters(List.of(), List.of());

  public Admitters {
    mutating = List.copyOf(mutating);
    validating = List.copyOf(validating);
  }
}
