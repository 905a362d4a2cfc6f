// SPDX-License-Identifier: Apache-2.0

package dev.coracle.assertj;

import java.util.Optional;

/** What is missing, in the words in which a cluster says that it waited in vain. */
final class Readiness {

  private static final String VAIN = "not ready after 0 s: ";

  private static final String CLOSED = "cluster is closed";

  private Readiness() {}

  /** Empty when a look finds nothing missing. */
  static Optional<String> of(Runnable look) {
    try {
      look.run();
      return Optional.empty();
    } catch (IllegalStateException e) {
      String message = String.valueOf(e.getMessage());
      if (message.startsWith(CLOSED)) {
        throw e;
      }
      return Optional.of(message.startsWith(VAIN) ? message.substring(VAIN.length()) : message);
    }
  }
}
