// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static java.util.Objects.requireNonNull;

import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An immutable Kubernetes document: its JSON bytes, encoded once and shared by all who send it, and
 * a tree parsed when it is first read.
 *
 * <p>The tree weighs several times its bytes, so once the bytes exist the tree is held softly and
 * read again when it is needed. Both are shared by the store, every watcher and everybody who
 * reads: nobody can change them, and a changed copy comes from {@link #edit}.
 */
public final class KubeObject {

  private volatile byte @Nullable [] bytes;
  private volatile @Nullable ObjectNode tree;
  private volatile @Nullable SoftReference<ObjectNode> softTree;

  private KubeObject(byte @Nullable [] bytes, @Nullable ObjectNode tree) {
    this.bytes = bytes;
    this.tree = tree;
  }

  /**
   * A document over a tree that the caller gives away: from now on who tries to change it meets an
   * {@link UnsupportedOperationException}. Nothing is copied but nodes that are not of {@link
   * Json#NODES}.
   */
  public static KubeObject of(ObjectNode tree) {
    return new KubeObject(null, shared(requireNonNull(tree, "tree")));
  }

  private static ObjectNode shared(ObjectNode tree) {
    return (ObjectNode) DocumentNodes.share(tree);
  }

  /** A document of a kind and key, ready to be filled by {@link #edit}. */
  public static KubeObject of(ResourceType type, ObjectKey key) {
    ObjectNode tree = Json.object();
    tree.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("name", key.name());
    if (!key.namespace().isEmpty()) {
      metadata.put("namespace", key.namespace());
    }
    return of(tree);
  }

  /** A document from its JSON text. */
  public static KubeObject parse(String json) {
    return of(Json.parseObject(json));
  }

  /** The JSON text in UTF-8, encoded once, for reading only. */
  public ByteBuffer json() {
    return ByteBuffer.wrap(bytes()).asReadOnlyBuffer();
  }

  /** How many bytes the JSON text has. */
  public int size() {
    return bytes().length;
  }

  /** The array itself, for those who do not hand it on. */
  byte[] bytes() {
    byte[] encoded = bytes;
    if (encoded == null) {
      encoded = Json.bytes(tree());
      bytes = encoded;
    }
    return encoded;
  }

  /** The tree, for reading only: it refuses every change. */
  public ObjectNode tree() {
    ObjectNode strong = tree;
    if (strong != null) {
      return strong;
    }
    SoftReference<ObjectNode> reference = softTree;
    ObjectNode soft = reference == null ? null : reference.get();
    return soft != null ? soft : parseAgain();
  }

  private ObjectNode parseAgain() {
    ObjectNode parsed = shared(Json.parseObject(requireNonNull(bytes, "bytes")));
    softTree = new SoftReference<>(parsed);
    return parsed;
  }

  /** This document with its bytes made and its tree held softly: the form in which it is stored. */
  public KubeObject compact() {
    bytes();
    ObjectNode strong = tree;
    if (strong != null) {
      softTree = new SoftReference<>(strong);
      tree = null;
    }
    return this;
  }

  /** A copy changed by {@code change}, whose tree is its own until this returns. */
  public KubeObject edit(Consumer<ObjectNode> change) {
    ObjectNode copy = tree().deepCopy();
    change.accept(copy);
    return of(copy);
  }

  /** The node at a path of member names; a missing node where any step is absent. */
  public JsonNode at(String... path) {
    return Json.at(tree(), path);
  }

  /** The string at a path; empty where it is absent. */
  public String text(String... path) {
    return Json.textAt(tree(), path);
  }

  /** The number at a path, or {@code absent} where there is none. */
  public int number(int absent, String... path) {
    return at(path).asInt(absent);
  }

  /** Group and version, such as {@code apps/v1}. */
  public String apiVersion() {
    return text("apiVersion");
  }

  /** The kind, such as {@code Deployment}. */
  public String kind() {
    return text("kind");
  }

  /** {@code metadata.name}. */
  public String name() {
    return text("metadata", "name");
  }

  /** {@code metadata.namespace}; empty for objects of the cluster. */
  public String namespace() {
    return text("metadata", "namespace");
  }

  /** Namespace and name. */
  public ObjectKey key() {
    return new ObjectKey(namespace(), name());
  }

  /** {@code metadata.uid}: no other object has it, not even a later one of the same name. */
  public String uid() {
    return text("metadata", "uid");
  }

  /** {@code metadata.resourceVersion}: another one after each change. */
  public String resourceVersion() {
    return text("metadata", "resourceVersion");
  }

  /**
   * {@code metadata.generation}: the number of changes of what is wished for; 0 where it is not
   * counted.
   */
  public long generation() {
    return at("metadata", "generation").asLong(0);
  }

  /** {@code metadata.labels}. */
  public Map<String, String> labels() {
    return stringMap("metadata", "labels");
  }

  /** {@code metadata.annotations}. */
  public Map<String, String> annotations() {
    return stringMap("metadata", "annotations");
  }

  /** The string map at a path, in its order; empty where it is absent. */
  public Map<String, String> stringMap(String... path) {
    Map<String, String> map = new LinkedHashMap<>();
    at(path).properties().forEach(e -> map.put(e.getKey(), e.getValue().asString("")));
    return map;
  }

  /** Who must agree before it is gone. */
  public List<String> finalizers() {
    return at("metadata", "finalizers").valueStream().map(JsonNode::asString).toList();
  }

  /** Whose parts it is. */
  public List<OwnerReference> ownerReferences() {
    return at("metadata", "ownerReferences").valueStream().map(OwnerReference::of).toList();
  }

  /** The owner that manages this object, if it has one. */
  public Optional<OwnerReference> controller() {
    return ownerReferences().stream().filter(OwnerReference::controller).findFirst();
  }

  /** When it was created. */
  public Instant creationTimestamp() {
    return Instant.parse(text("metadata", "creationTimestamp"));
  }

  /** When it was, or for a Pod with grace will be, deleted; empty where it is not. */
  public Optional<Instant> deletionTimestamp() {
    String text = text("metadata", "deletionTimestamp");
    return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
  }

  /** Whether it has been deleted and is only not gone yet. */
  public boolean isDeleting() {
    return !at("metadata", "deletionTimestamp").isMissingNode();
  }

  /** Two documents are equal when their trees are. */
  @Override
  @SuppressWarnings("exports") // The annotation of a type is no type that anybody needs.
  public boolean equals(@Nullable Object other) {
    return other == this || other instanceof KubeObject that && tree().equals(that.tree());
  }

  @Override
  public int hashCode() {
    return key().hashCode();
  }

  @Override
  public String toString() {
    return kind() + " " + key();
  }
}
