// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

/** A body whose kind cannot even be read. */
final class UnrecognizedBody extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  UnrecognizedBody(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
