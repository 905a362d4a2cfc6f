// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import dev.coracle.api.ResourceType;
import java.util.List;
import java.util.Optional;

/**
 * A kind the server serves, with what discovery says of it.
 *
 * @param type its names; the plural is empty for kinds that are only sent, such as {@code Eviction}
 * @param root its message type; absent for kinds outside the table
 * @param storageVersionHash the opaque hash that discovery publishes, or empty
 */
public record Kind(
    ResourceType type,
    List<String> shortNames,
    List<String> categories,
    List<String> verbs,
    List<Subresource> subresources,
    Optional<MessageType> root,
    String storageVersionHash) {

  public Optional<Subresource> subresource(String name) {
    return subresources.stream().filter(sub -> sub.name().equals(name)).findFirst();
  }

  /** Whether objects of it are stored and have a path of their own. */
  public boolean stored() {
    return !type.plural().isEmpty();
  }
}
