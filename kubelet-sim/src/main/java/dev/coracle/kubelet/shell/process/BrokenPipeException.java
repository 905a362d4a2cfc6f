// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.IOException;

/** Thrown to whoever writes into a pipe that nobody reads any more. */
public final class BrokenPipeException extends IOException {

  private static final long serialVersionUID = 1L;

  public BrokenPipeException() {
    super("Broken pipe");
  }
}
