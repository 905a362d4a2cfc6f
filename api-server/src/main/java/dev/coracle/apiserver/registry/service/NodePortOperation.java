// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import dev.coracle.apiserver.registry.Reservation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * The node ports that one write takes, and those it gives back once it is stored. A dry run takes
 * none and answers numbers that tell so.
 */
final class NodePortOperation implements Reservation {

  private static final int BEFORE_FIRST_DRY_PORT = 32768;

  private final NodePortAllocator allocator;
  private final boolean dryRun;
  private final TreeSet<Integer> allocated = new TreeSet<>();
  private final List<Integer> released = new ArrayList<>();

  NodePortOperation(NodePortAllocator allocator, boolean dryRun) {
    this.allocator = allocator;
    this.dryRun = dryRun;
  }

  /** Why a port could not be had. */
  static final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }

    String text() {
      return String.valueOf(getMessage());
    }
  }

  void take(int port) throws Refusal {
    if (!dryRun && !allocator.range().contains(port)) {
      throw new Refusal(
          "provided port is not in the valid range. The range of valid ports is "
              + allocator.range());
    }
    boolean free = dryRun ? isFree(port) : allocator.take(port);
    if (!free) {
      throw new Refusal("provided port is already allocated");
    }
    allocated.add(port);
  }

  int takeNext() throws Refusal {
    OptionalInt port = dryRun ? OptionalInt.of(nextDryPort()) : allocator.takeNext();
    allocated.add(port.orElseThrow(() -> new Refusal("range is full")));
    return port.getAsInt();
  }

  void releaseOnCommit(int port) {
    released.add(port);
  }

  private boolean isFree(int port) {
    return !allocated.contains(port) && (port < 0 || !allocator.isTaken(port));
  }

  private int nextDryPort() {
    return (allocated.isEmpty() ? BEFORE_FIRST_DRY_PORT : allocated.last()) + 1;
  }

  @Override
  public void commit() {
    if (!dryRun) {
      released.forEach(allocator::release);
    }
  }

  @Override
  public void rollBack() {
    if (!dryRun) {
      allocated.forEach(allocator::release);
    }
  }
}
