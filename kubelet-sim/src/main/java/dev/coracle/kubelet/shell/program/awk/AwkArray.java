// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An array. Programs print what {@code for (key in array)} yields, and people get used to its
 * order: so this is a hash table of the sizes and with the hash of BusyBox: <a
 * href="https://git.busybox.net/busybox/tree/editors/awk.c">awk.c</a>, {@code hashidx}, {@code
 * hash_find} and {@code hash_rebuild}.
 */
final class AwkArray {

  private static final int[] SIZES = {61, 251, 1021, 4093, 16381, 65521};
  private static final int FILLING = 10;

  private final List<List<Entry>> noBuckets = List.of();
  private List<List<Entry>> buckets = noBuckets;
  private int grown;
  private int size;

  private static final class Entry {
    private final String key;
    private Value value = Values.UNSET;

    private Entry(String key) {
      this.key = key;
    }
  }

  int size() {
    return size;
  }

  boolean contains(String key) {
    return find(key).isPresent();
  }

  /** The value; asking for one makes an element. */
  Value get(String key) {
    return entry(key).value;
  }

  void put(String key, Value value) {
    entry(key).value = value;
  }

  void remove(String key) {
    Optional<Entry> entry = find(key);
    if (entry.isPresent()) {
      bucket(key).remove(entry.get());
      size--;
    }
  }

  void clear() {
    buckets = noBuckets;
    grown = 0;
    size = 0;
  }

  /** The keys as they are now, in the order in which BusyBox walks them. */
  List<String> keys() {
    var keys = new ArrayList<String>(size);
    for (List<Entry> bucket : buckets) {
      // The newest entry of a bucket is the last one here, and the first one there.
      for (int i = bucket.size() - 1; i >= 0; i--) {
        keys.add(bucket.get(i).key);
      }
    }
    return keys;
  }

  private Optional<Entry> find(String key) {
    if (size > 0) {
      for (Entry entry : bucket(key)) {
        if (entry.key.equals(key)) {
          return Optional.of(entry);
        }
      }
    }
    return Optional.empty();
  }

  private Entry entry(String key) {
    Optional<Entry> found = find(key);
    if (found.isPresent()) {
      return found.get();
    }
    size++;
    if (buckets.isEmpty()) {
      buckets = emptyBuckets(SIZES[0]);
    } else if (size / buckets.size() > FILLING && grown + 1 < SIZES.length) {
      grow();
    }
    var entry = new Entry(key);
    bucket(key).add(entry);
    return entry;
  }

  private void grow() {
    List<List<Entry>> before = buckets;
    buckets = emptyBuckets(SIZES[++grown]);
    for (List<Entry> bucket : before) {
      for (int i = bucket.size() - 1; i >= 0; i--) {
        bucket(bucket.get(i).key).add(bucket.get(i));
      }
    }
  }

  private static List<List<Entry>> emptyBuckets(int count) {
    var empty = new ArrayList<List<Entry>>(count);
    for (int i = 0; i < count; i++) {
      empty.add(new ArrayList<>(1));
    }
    return empty;
  }

  private List<Entry> bucket(String key) {
    return buckets.get(Integer.remainderUnsigned(hash(key), buckets.size()));
  }

  private static int hash(String key) {
    int hash = 0;
    for (int i = 0; i < key.length(); i++) {
      hash = (byte) key.charAt(i) + (hash << 6) - hash;
    }
    return hash;
  }
}
