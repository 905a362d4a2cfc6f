// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

/** Thrown when the first word of a container's command is no program of its image. */
public final class ExecutableNotFoundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says it as a container runtime does. */
  public ExecutableNotFoundException(String name) {
    super(
        name.indexOf('/') >= 0
            ? "exec: \"%s\": stat %s: no such file or directory".formatted(name, name)
            : "exec: \"%s\": executable file not found in $PATH".formatted(name));
  }
}
