// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

/**
 * What runs in a container.
 *
 * <p>{@link #start} begins and returns; the container runs on until {@link ContainerContext#exit}
 * is called, or until it is killed. A program that only reacts to connections needs no thread. One
 * that would rather run from top to bottom is made by {@link Programs#main}.
 */
@FunctionalInterface
public interface ContainerProgram {

  /**
   * Begins. An exception ends the container with exit code 1 and goes to its standard error.
   *
   * <p>Called for each start of each container, so state that must not survive a restart is made
   * here.
   */
  void start(ContainerContext context) throws Exception;
}
