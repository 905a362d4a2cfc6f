// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.IOException;

/** An executable of a container. */
@FunctionalInterface
public interface Program {

  /** Runs to the end and returns the exit code. An exception is reported on stderr as code 1. */
  int run(ShellProcess process) throws IOException, InterruptedException;
}
