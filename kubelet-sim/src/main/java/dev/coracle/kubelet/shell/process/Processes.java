// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

/** The other processes of a container, as {@code kill} reaches them. */
@FunctionalInterface
public interface Processes {

  /**
   * Sends a signal, such as {@code TERM} or {@code KILL}; {@code EXIT} (number 0) only asks.
   *
   * @return whether there is such a process
   */
  boolean send(long pid, String signal);
}
