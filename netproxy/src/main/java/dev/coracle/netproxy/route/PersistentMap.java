// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * An immutable map whose changed copies share all that did not change with it: a copy costs as much
 * as the path to the entry, not as the map.
 *
 * <p>A hash trie with 32 branches at each level; entries of one hash share a leaf. Nothing that the
 * modules depend on already has such a map: the JDK's immutable maps copy all of themselves, which
 * costs 5000 entries for one endpoint of 5000.
 *
 * @see <a href="https://infoscience.epfl.ch/record/64398">Bagwell, Ideal Hash Trees</a>
 */
public final class PersistentMap<K, V> {

  private static final int BITS = 5;
  private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(new Branch(0), 0);

  private final Branch root;
  private final int size;

  private PersistentMap(Branch root, int size) {
    this.root = root;
    this.size = size;
  }

  /** What a place of a branch holds. */
  private sealed interface Node {}

  /** The places that are taken have a bit in the mask, and their nodes stand in its order. */
  private record Branch(int mask, Node... nodes) implements Node {

    int index(int bit) {
      return Integer.bitCount(mask & (bit - 1));
    }

    Branch with(int bit, Node node) {
      Node[] copy;
      if ((mask & bit) != 0) {
        copy = nodes.clone();
        copy[index(bit)] = node;
      } else {
        copy = new Node[nodes.length + 1];
        System.arraycopy(nodes, 0, copy, 0, index(bit));
        copy[index(bit)] = node;
        System.arraycopy(nodes, index(bit), copy, index(bit) + 1, nodes.length - index(bit));
      }
      return new Branch(mask | bit, copy);
    }

    Branch without(int bit) {
      Node[] copy = new Node[nodes.length - 1];
      System.arraycopy(nodes, 0, copy, 0, index(bit));
      System.arraycopy(nodes, index(bit) + 1, copy, index(bit), copy.length - index(bit));
      return new Branch(mask & ~bit, copy);
    }
  }

  /** Keys of one hash with their values, by turns. */
  private record Leaf(int hash, Object... pairs) implements Node {

    int find(Object key) {
      for (int i = 0; i < pairs.length; i += 2) {
        if (pairs[i].equals(key)) {
          return i;
        }
      }
      return -1;
    }

    Leaf with(Object key, Object value) {
      int at = find(key);
      Object[] copy = Arrays.copyOf(pairs, at < 0 ? pairs.length + 2 : pairs.length);
      int place = at < 0 ? pairs.length : at;
      copy[place] = key;
      copy[place + 1] = value;
      return new Leaf(hash, copy);
    }

    Leaf without(int at) {
      Object[] copy = Arrays.copyOf(pairs, pairs.length - 2);
      if (at < copy.length) {
        copy[at] = pairs[pairs.length - 2];
        copy[at + 1] = pairs[pairs.length - 1];
      }
      return new Leaf(hash, copy);
    }
  }

  /** A map without entries. */
  @SuppressWarnings("unchecked")
  public static <K, V> PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  public int size() {
    return size;
  }

  @SuppressWarnings("unchecked")
  public Optional<V> get(K key) {
    int hash = spread(key);
    Node node = root;
    for (int shift = 0; node instanceof Branch branch; shift += BITS) {
      int bit = bit(hash, shift);
      if ((branch.mask() & bit) == 0) {
        return Optional.empty();
      }
      node = branch.nodes()[branch.index(bit)];
    }
    Leaf leaf = (Leaf) node;
    int at = leaf.hash() == hash ? leaf.find(key) : -1;
    return at < 0 ? Optional.empty() : Optional.of((V) leaf.pairs()[at + 1]);
  }

  public V getOrDefault(K key, V absent) {
    return get(key).orElse(absent);
  }

  public boolean containsKey(K key) {
    return get(key).isPresent();
  }

  /** A map that also, or instead, has this entry. */
  public PersistentMap<K, V> with(K key, V value) {
    int more = containsKey(key) ? 0 : 1;
    return new PersistentMap<>(put(root, 0, spread(key), key, value), size + more);
  }

  private static Branch put(Branch branch, int shift, int hash, Object key, Object value) {
    int bit = bit(hash, shift);
    if ((branch.mask() & bit) == 0) {
      return branch.with(bit, new Leaf(hash, key, value));
    }
    Node present = branch.nodes()[branch.index(bit)];
    if (present instanceof Branch below) {
      return branch.with(bit, put(below, shift + BITS, hash, key, value));
    }
    Leaf leaf = (Leaf) present;
    return leaf.hash() == hash
        ? branch.with(bit, leaf.with(key, value))
        : branch.with(bit, put(below(leaf, shift + BITS), shift + BITS, hash, key, value));
  }

  private static Branch below(Leaf leaf, int shift) {
    return new Branch(bit(leaf.hash(), shift), leaf);
  }

  /** A map without an entry of this key. */
  public PersistentMap<K, V> without(K key) {
    return containsKey(key)
        ? new PersistentMap<>(remove(root, 0, spread(key), key), size - 1)
        : this;
  }

  private static Branch remove(Branch branch, int shift, int hash, Object key) {
    int bit = bit(hash, shift);
    Node present = branch.nodes()[branch.index(bit)];
    if (present instanceof Branch below) {
      Branch rest = remove(below, shift + BITS, hash, key);
      return rest.mask() == 0 ? branch.without(bit) : branch.with(bit, rest);
    }
    Leaf rest = ((Leaf) present).without(((Leaf) present).find(key));
    return rest.pairs().length == 0 ? branch.without(bit) : branch.with(bit, rest);
  }

  /** Calls somebody with every entry, in no particular order. */
  public void forEach(BiConsumer<? super K, ? super V> each) {
    visit(root, each);
  }

  @SuppressWarnings("unchecked")
  private void visit(Node node, BiConsumer<? super K, ? super V> each) {
    if (node instanceof Branch branch) {
      for (Node below : branch.nodes()) {
        visit(below, each);
      }
    } else if (node instanceof Leaf leaf) {
      for (int i = 0; i < leaf.pairs().length; i += 2) {
        each.accept((K) leaf.pairs()[i], (V) leaf.pairs()[i + 1]);
      }
    }
  }

  private static int bit(int hash, int shift) {
    return 1 << (hash >>> shift & 31);
  }

  private static int spread(Object key) {
    int hash = key.hashCode();
    return hash ^ hash >>> 16;
  }
}
