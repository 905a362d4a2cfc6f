// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.ResourceStrategy;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The members of {@code metadata} that are the server's to set. */
final class SystemMetadata {

  private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int LONGEST_BASE = 58;

  private SystemMetadata() {}

  /** Sets what a new object gets, and drops what it cannot have yet. */
  static void fillNew(ObjectNode object, Instant now, RandomGenerator random) {
    ObjectNode metadata = Json.objectAt(object, "metadata");
    metadata.remove("selfLink");
    metadata.remove("deletionTimestamp");
    metadata.remove("deletionGracePeriodSeconds");
    metadata.put("uid", uid(random)).put("creationTimestamp", now.toString());
    if (metadata.path("name").asString("").isEmpty()) {
      String base = metadata.path("generateName").asString("");
      if (!base.isEmpty()) {
        metadata.put("name", generateName(base, random));
      }
    }
  }

  static String generateName(String base, RandomGenerator random) {
    StringBuilder name = new StringBuilder(base);
    name.setLength(Math.min(name.length(), LONGEST_BASE));
    for (int i = 0; i < 5; i++) {
      name.append(SUFFIX_ALPHABET.charAt(random.nextInt(SUFFIX_ALPHABET.length())));
    }
    return name.toString();
  }

  private static String uid(RandomGenerator random) {
    long high = random.nextLong() & ~0xF000L | 0x4000L;
    long low = random.nextLong() >>> 2 | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  /**
   * Carries over what a change cannot touch, or leaves out; what it may not touch is for {@code
   * MetadataRules} to refuse.
   * https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/api/validation/objectmeta.go
   * (ValidateObjectMetaAccessorUpdate)
   */
  static void carryOver(ObjectNode object, KubeObject old) {
    ObjectNode metadata = Json.objectAt(object, "metadata");
    metadata.remove("selfLink");
    restore(metadata, old, "generation");
    restore(metadata, old, "creationTimestamp");
    if (old.isDeleting()) {
      restore(metadata, old, "deletionTimestamp");
    }
    for (String kept : new String[] {"uid", "generateName", "deletionGracePeriodSeconds"}) {
      if (!metadata.hasNonNull(kept)) {
        restore(metadata, old, kept);
      }
    }
    metadata.put("resourceVersion", old.resourceVersion());
  }

  private static void restore(ObjectNode metadata, KubeObject old, String member) {
    JsonNode value = old.at("metadata", member);
    if (value.isMissingNode()) {
      metadata.remove(member);
    } else {
      metadata.set(member, value);
    }
  }

  /** Raises the generation where something has changed that counts. */
  static void raiseGeneration(ObjectNode object, KubeObject old, ResourceStrategy strategy) {
    if (strategy.raisesGeneration(object, old)) {
      Json.objectAt(object, "metadata").put("generation", old.generation() + 1);
    }
  }
}
