// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.IOException;

/** Thrown by a program for arguments it does not understand. */
public final class UsageException extends IOException {

  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
