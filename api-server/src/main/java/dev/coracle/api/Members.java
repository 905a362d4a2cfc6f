// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The members of an object in their order; once they are shared, every change is refused.
 *
 * <p>Two arrays: an object of a document has few members, and a third of the weight of a {@link
 * java.util.LinkedHashMap}. Few names are looked through, more are found by an index. Every change
 * goes through {@link #put}, {@link #remove} or {@link #clear}.
 */
final class Members extends AbstractMap<String, JsonNode> {

  private static final int LOOKED_THROUGH = 8;
  private static final String[] NO_NAMES = {};
  private static final JsonNode[] NO_VALUES = {};
  private static final int[] NO_INDEX = {};

  private String[] names = NO_NAMES;
  private JsonNode[] values = NO_VALUES;
  // Places plus one, by hash; as many again are free. Empty while there are few members.
  private int[] index = NO_INDEX;
  private int size;
  private boolean shared;

  /** Shares these members and all below them. */
  void share() {
    if (!shared) {
      for (int i = 0; i < size; i++) {
        values[i] = DocumentNodes.share(values[i]);
      }
      shared = true;
    }
  }

  /** Members equal to these, and not shared, whose values are copies. */
  Members copy() {
    Members copy = new Members();
    copy.names = Arrays.copyOf(names, size);
    copy.values = new JsonNode[size];
    for (int i = 0; i < size; i++) {
      copy.values[i] = values[i].deepCopy();
    }
    copy.index = index.clone();
    copy.size = size;
    return copy;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public @Nullable JsonNode get(@Nullable Object name) {
    int place = place(name);
    return place < 0 ? null : values[place];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return place(name) >= 0;
  }

  @Override
  public @Nullable JsonNode put(String name, JsonNode value) {
    requireOwn();
    int place = place(name);
    if (place < 0) {
      append(name, value);
      return null;
    }
    JsonNode before = values[place];
    values[place] = value;
    return before;
  }

  @Override
  public @Nullable JsonNode remove(@Nullable Object name) {
    requireOwn();
    int place = place(name);
    return place < 0 ? null : removeAt(place);
  }

  @Override
  public void clear() {
    requireOwn();
    names = NO_NAMES;
    values = NO_VALUES;
    index = NO_INDEX;
    size = 0;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super JsonNode> action) {
    for (int i = 0; i < size; i++) {
      action.accept(names[i], values[i]);
    }
  }

  @Override
  public Set<Map.Entry<String, JsonNode>> entrySet() {
    return new Entries();
  }

  private void requireOwn() {
    if (shared) {
      throw DocumentNodes.refusal();
    }
  }

  /** Where a name is; negative where it is not. */
  private int place(@Nullable Object name) {
    if (!(name instanceof String text)) {
      return -1;
    }
    if (index.length > 0) {
      return index[cell(text)] - 1;
    }
    for (int i = 0; i < size; i++) {
      if (names[i].equals(text)) {
        return i;
      }
    }
    return -1;
  }

  /** The cell of the index that has a name's place, or is free for it. */
  private int cell(String name) {
    int mask = index.length - 1;
    int hash = name.hashCode();
    int cell = (hash ^ hash >>> 16) & mask;
    while (index[cell] != 0 && !names[index[cell] - 1].equals(name)) {
      cell = cell + 1 & mask;
    }
    return cell;
  }

  private void append(String name, JsonNode value) {
    if (size == names.length) {
      int room = Math.max(4, 2 * size);
      names = Arrays.copyOf(names, room);
      values = Arrays.copyOf(values, room);
    }
    names[size] = name;
    values[size] = value;
    size++;
    if (size > LOOKED_THROUGH && 2 * size > index.length) {
      makeIndex();
    } else if (index.length > 0) {
      index[cell(name)] = size;
    }
  }

  private JsonNode removeAt(int place) {
    JsonNode removed = values[place];
    int after = size - place - 1;
    System.arraycopy(names, place + 1, names, place, after);
    System.arraycopy(values, place + 1, values, place, after);
    size--;
    Arrays.fill(names, size, size + 1, null);
    Arrays.fill(values, size, size + 1, null);
    if (index.length > 0) {
      makeIndex();
    }
    return removed;
  }

  private void makeIndex() {
    index = size > LOOKED_THROUGH ? new int[4 * Integer.highestOneBit(size)] : NO_INDEX;
    for (int i = 0; i < size && index.length > 0; i++) {
      index[cell(names[i])] = i + 1;
    }
  }

  private final class Entries extends AbstractSet<Map.Entry<String, JsonNode>> {

    @Override
    public int size() {
      return size;
    }

    @Override
    public void clear() {
      Members.this.clear();
    }

    @Override
    public Iterator<Map.Entry<String, JsonNode>> iterator() {
      return new Walk();
    }
  }

  private final class Walk implements Iterator<Map.Entry<String, JsonNode>> {

    private int next;

    @Override
    public boolean hasNext() {
      return next < size;
    }

    @Override
    public Map.Entry<String, JsonNode> next() {
      if (next >= size) {
        throw new NoSuchElementException();
      }
      return new Member(next++);
    }

    @Override
    public void remove() {
      requireOwn();
      removeAt(--next);
    }
  }

  /** A member that writes through. */
  private final class Member extends SimpleEntry<String, JsonNode> {

    private static final long serialVersionUID = 1L;

    Member(int place) {
      super(names[place], values[place]);
    }

    @Override
    public JsonNode setValue(JsonNode value) {
      Members.this.put(getKey(), value);
      return super.setValue(value);
    }
  }
}
