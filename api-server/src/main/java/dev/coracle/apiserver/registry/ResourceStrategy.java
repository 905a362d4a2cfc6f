// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is particular to one kind in the life of a write. The pipeline does what all kinds share and
 * calls these in order:
 *
 * <pre>
 *   create: applyDefaults → beginCreate → prepareForCreate → validate → canonicalize → warnings → store → commit
 *   update: applyDefaults → beginUpdate → prepareForUpdate → validateUpdate → updateWarnings → store → commit
 *   status: applyDefaults → prepareForStatusUpdate → validateStatusUpdate → statusWarnings → store
 * </pre>
 *
 * <p>Trees named {@code object} belong to the write and may be changed; {@code old} is the stored
 * document and must not be. Constant defaults come from the table of facts and are already there
 * when {@link #applyDefaults} is called.
 */
public interface ResourceStrategy {

  /** Fills what the client left out and follows from other fields. */
  default void applyDefaults(ObjectNode object) {}

  /**
   * Normalises a new object and reserves what must be unique in the cluster.
   *
   * @throws dev.coracle.api.ApiException when something asked for is taken
   */
  default Reservation beginCreate(WriteContext context, ObjectNode object) {
    return Reservation.NONE;
  }

  /** Normalises a changed object, carries over allocated values, and reserves what is new. */
  default Reservation beginUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    return Reservation.NONE;
  }

  /** Removes what a client may not set at creation. */
  default void prepareForCreate(WriteContext context, ObjectNode object) {
    if (hasStatus()) {
      object.remove("status");
    }
  }

  /** Puts back what a client may not change through the object itself. */
  default void prepareForUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    if (hasStatus()) {
      Json.copyMember(old.tree(), object, "status");
    }
  }

  /** Puts back what a client may not change through the status subresource. */
  default void prepareForStatusUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    Json.copyMember(old.tree(), object, "spec");
  }

  /** Checks a new object, or one whose change is checked by {@link #validateUpdate}. */
  default void validate(WriteContext context, ObjectNode object, FieldErrors errors) {}

  /** Checks a changed object; usually what may not change, then {@link #validate}. */
  default void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    validate(context, object, errors);
  }

  /** Whether the kind's own rules check the metadata of a changed object too. */
  default boolean checksMetadataOfUpdates() {
    return true;
  }

  default void validateStatusUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {}

  /** Completes a new object that has been found to be good. */
  default void canonicalize(ObjectNode object) {}

  /** What the client should hear although the write succeeds. */
  default List<String> warnings(WriteContext context, ObjectNode object) {
    return List.of();
  }

  /** What the client should hear of a change that succeeds; usually the same. */
  default List<String> updateWarnings(WriteContext context, ObjectNode object, KubeObject old) {
    return warnings(context, object);
  }

  /** What the client should hear of a change of the status that succeeds. */
  default List<String> statusWarnings(WriteContext context, ObjectNode object) {
    return List.of();
  }

  /** Whether somebody must still do something before a deleted object can go. */
  default boolean isHeld(ObjectNode object) {
    return !object.path("metadata").path("finalizers").isEmpty();
  }

  /** Marks an object whose deletion begins, beyond its deletionTimestamp. */
  default void prepareForDelete(ObjectNode object) {}

  /**
   * What everybody should hear who asks for the kind, whatever is answered, if it is deprecated.
   */
  default List<String> deprecations() {
    return List.of();
  }

  /** Called after an object has really gone, to release what it held. */
  default void afterDelete(WriteContext context, KubeObject object) {}

  /** How a name of this kind must look. */
  default NameRule nameRule() {
    return NameRule.DNS_SUBDOMAIN;
  }

  /** How a name must look in a write, where that depends on the version written. */
  default NameRule nameRule(WriteContext context) {
    return nameRule();
  }

  /**
   * Answers a question of this kind, whose objects are not stored: the question with its status.
   *
   * @throws dev.coracle.api.ApiException when nobody here can answer it
   */
  default ObjectNode answer(WriteContext context, ObjectNode review) {
    throw ApiException.notImplemented(context.type().qualifiedName());
  }

  /** What is particular to its subresources besides the status, by their names. */
  default Map<String, SubresourceStrategy> subresources() {
    return Map.of();
  }

  /** What is particular to one of its subresources; empty where Coracle does not have it. */
  default Optional<SubresourceStrategy> subresource(String name) {
    return name.equals("status")
        ? Optional.of(new StatusPart(this))
        : Optional.ofNullable(subresources().get(name));
  }

  /** Whether the status is a subresource of its own. */
  default boolean hasStatus() {
    return false;
  }

  /** The members whose change raises {@code metadata.generation}; none: it has no generation. */
  default Set<String> generationMembers() {
    return Set.of();
  }

  /** Whether its objects count their changes in {@code metadata.generation}. */
  default boolean hasGeneration() {
    return !generationMembers().isEmpty();
  }

  /** Whether a change is one that the generation counts. */
  default boolean raisesGeneration(ObjectNode object, KubeObject old) {
    return generationMembers().stream()
        .map(member -> member.split("\\."))
        .anyMatch(path -> !Json.same(Json.at(object, path), old.at(path)));
  }

  /** Whether a PUT may leave out which version it replaces. */
  default boolean replacesAnyVersion() {
    return true;
  }

  /** Whether an object may be replaced without saying which version is meant. */
  default boolean allowsUnconditionalUpdate() {
    return true;
  }

  /** Whether a PUT to a missing name creates the object. */
  default boolean createsOnUpdate() {
    return false;
  }

  /** Whether a deletion answers with the deleted object instead of a Status. */
  default boolean returnsDeletedObject() {
    return false;
  }

  /** Whether its objects may go on existing after their deletion was asked for. */
  default boolean deletesGracefully() {
    return false;
  }

  /** The seconds an object goes on existing after its deletion was asked for. */
  default long gracePeriodSeconds(KubeObject object, DeleteOptions options) {
    return 0;
  }

  /** The fields by which lists may select, besides name and namespace. */
  default Set<String> selectableFields() {
    return Set.of();
  }

  /** The value of a selectable field; empty where it is absent. */
  default String selectableField(KubeObject object, String field) {
    JsonNode value = object.at(field.split("\\."));
    return value.asString("");
  }

  /** The columns of the table that kubectl prints. */
  default TableColumns columns() {
    return TableColumns.NAME_AND_AGE;
  }
}
