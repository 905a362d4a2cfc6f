// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Things to be closed, the last added first: all are closed, the first failure is thrown, the rest
 * are suppressed in it.
 */
final class Closing implements AutoCloseable {

  private final Deque<AutoCloseable> all = new ArrayDeque<>();

  void add(AutoCloseable one) {
    all.push(one);
  }

  /** Leaves open what was added: all went well, and others close it. */
  void forget() {
    all.clear();
  }

  @Override
  public void close() {
    IllegalStateException failure = new IllegalStateException("cannot close the cluster");
    while (!all.isEmpty()) {
      try {
        all.pop().close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }
}
