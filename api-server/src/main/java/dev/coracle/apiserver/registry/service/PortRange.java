// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

/** A range of port numbers, both ends included. */
record PortRange(int first, int last) {

  private static final int STEP = 32;
  private static final int MOST_STATIC = 128;

  /** Reads a range such as {@code 30000-32767}. */
  static PortRange parse(String text) {
    int dash = text.indexOf('-');
    if (dash > 0) {
      int first = Integer.parseInt(text.substring(0, dash).strip());
      int last = Integer.parseInt(text.substring(dash + 1).strip());
      if (0 < first && first <= last && last <= 65535) {
        return new PortRange(first, last);
      }
    }
    throw new IllegalArgumentException(
        "port range: " + text + " (expected: first-last, as in 30000-32767)");
  }

  boolean contains(int port) {
    return first <= port && port <= last;
  }

  int size() {
    return last - first + 1;
  }

  AllocationBands bands() {
    return AllocationBands.of(size(), size(), STEP, MOST_STATIC);
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
