// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

/** A value that its field's type does not accept. */
final class TypeMismatch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  TypeMismatch(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
