// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;
import tools.jackson.databind.JsonNode;

/**
 * The elements of an array; once they are shared, every change is refused. Every change goes
 * through {@link #set}, {@link #add}, {@link #remove} or {@link #removeRange}.
 */
final class Elements extends AbstractList<JsonNode> implements RandomAccess {

  private JsonNode[] values;
  private int size;
  private boolean shared;

  Elements(int capacity) {
    values = new JsonNode[capacity];
  }

  /** Shares these elements and all below them. */
  void share() {
    if (!shared) {
      for (int i = 0; i < size; i++) {
        values[i] = DocumentNodes.share(values[i]);
      }
      shared = true;
    }
  }

  /** Elements equal to these, and not shared, whose values are copies. */
  Elements copy() {
    Elements copy = new Elements(size);
    for (int i = 0; i < size; i++) {
      copy.values[i] = values[i].deepCopy();
    }
    copy.size = size;
    return copy;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public JsonNode get(int place) {
    return values[Objects.checkIndex(place, size)];
  }

  @Override
  public JsonNode set(int place, JsonNode value) {
    requireOwn();
    JsonNode before = get(place);
    values[place] = value;
    return before;
  }

  @Override
  public void add(int place, JsonNode value) {
    requireOwn();
    Objects.checkIndex(place, size + 1);
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.max(4, 2 * size));
    }
    System.arraycopy(values, place, values, place + 1, size - place);
    values[place] = value;
    size++;
    modCount++;
  }

  @Override
  public JsonNode remove(int place) {
    JsonNode removed = get(place);
    removeRange(place, place + 1);
    return removed;
  }

  @Override
  protected void removeRange(int from, int to) {
    requireOwn();
    System.arraycopy(values, to, values, from, size - to);
    Arrays.fill(values, size - (to - from), size, null);
    size -= to - from;
    modCount++;
  }

  private void requireOwn() {
    if (shared) {
      throw DocumentNodes.refusal();
    }
  }
}
