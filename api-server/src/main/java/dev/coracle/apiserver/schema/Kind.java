// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import dev.coracle.api.ResourceType;
import java.util.List;
import java.util.Optional;

/**
 * A kind in one of its versions, with what discovery says of it.
 *
 * @param type its names; the plural is empty for bodies, which have no path of their own
 * @param schema what its objects may hold
 * @param use what becomes of its objects
 * @param storageVersionHash the opaque hash that discovery publishes, or empty
 */
public record Kind(
    ResourceType type,
    List<String> shortNames,
    List<String> categories,
    List<String> verbs,
    List<Subresource> subresources,
    Schema schema,
    Use use,
    String storageVersionHash) {

  /** What becomes of objects of a kind that are sent to the server. */
  public sealed interface Use {}

  /**
   * They are kept, in the version {@code as}; every other version is a view of that one.
   *
   * @param conversion between this version and the stored one
   */
  public record Stored(ResourceType as, Conversion conversion) implements Use {}

  /** They are questions: answered, and forgotten. */
  public record Review() implements Use {}

  /** They are sent to or answered by paths of other kinds, such as {@code Scale}. */
  public record Body() implements Use {}

  public Optional<Subresource> subresource(String name) {
    return subresources.stream().filter(sub -> sub.name().equals(name)).findFirst();
  }

  /** This kind as a view of objects that are stored in another version. */
  public Kind storedAs(ResourceType as, Conversion conversion) {
    return new Kind(
        type,
        shortNames,
        categories,
        verbs,
        subresources,
        schema,
        new Stored(as, conversion),
        storageVersionHash);
  }

  /** Whether a word in lower case is one of its names. */
  boolean isNamed(String word) {
    String plural = type.plural();
    return word.equals(plural)
        || word.equals(type.singular())
        || shortNames.contains(word)
        || word.equals(plural + "." + type.group())
        || word.equals(type.singular() + "." + type.group())
        || word.equals(plural + "." + type.version() + "." + type.group());
  }

  /** Whether objects of it are stored. */
  public boolean stored() {
    return use instanceof Stored;
  }

  /** Whether it has a path of its own. */
  public boolean served() {
    return !(use instanceof Body);
  }
}
