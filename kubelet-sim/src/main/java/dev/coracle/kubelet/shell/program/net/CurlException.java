// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import java.io.IOException;

/** Thrown where a transfer fails, with the exit code that curl has for it. */
final class CurlException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int code;

  CurlException(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }
}
