// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import dev.coracle.api.FieldError;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schema of a kind that a definition describes by an OpenAPI document.
 *
 * <p>It prunes what is not named, keeps what is to be preserved, fills in defaults and checks
 * types. Rules for values ({@code pattern}, {@code maximum}, {@code enum} …) and CEL are not looked
 * at.
 */
public final class StructuralSchema implements Schema {

  private final ObjectNode document;
  private final Structural root;
  private final MessageType objectMeta;

  private StructuralSchema(ObjectNode document, MessageType objectMeta) {
    this.document = document.deepCopy();
    this.root = Structural.parse(document);
    this.objectMeta = objectMeta;
  }

  /**
   * Reads the schema of a version of a definition, its {@code openAPIV3Schema}.
   *
   * @param objectMeta the type of {@code metadata}, here and in embedded resources
   */
  public static StructuralSchema of(ObjectNode document, MessageType objectMeta) {
    return new StructuralSchema(document, objectMeta);
  }

  public Structural root() {
    return root;
  }

  public MessageType objectMeta() {
    return objectMeta;
  }

  /** A copy of what the definition says, as it is published. */
  public ObjectNode document() {
    return document.deepCopy();
  }

  /** Removes what the schema does not name, and tells the path of each. */
  public void prune(ObjectNode object, Consumer<String> removed) {
    new StructuralPruning(removed).resource(object, root);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    StructuralDefaults.apply(object, root);
    StructuralDefaults.dropNulls(object, root);
  }

  /** The values that are of another type than the schema says, or missing. */
  public List<FieldError> check(ObjectNode object) {
    return StructuralCheck.of(object, root);
  }

  @Override
  public int fingerprint() {
    return document.hashCode();
  }
}
