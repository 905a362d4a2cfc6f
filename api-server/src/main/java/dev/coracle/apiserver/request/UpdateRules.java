// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Reservation;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The rules of a change: those of the object, or of a part of it. */
interface UpdateRules {

  Reservation begin(WriteContext context, ObjectNode object, KubeObject old);

  void prepare(WriteContext context, ObjectNode object, KubeObject old);

  void validate(WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors);

  /** Whether they check the metadata as well. */
  boolean checkMetadata();

  List<String> warnings(WriteContext context, ObjectNode object, KubeObject old);

  /** The object by all rules of its kind. */
  record Whole(ResourceStrategy strategy) implements UpdateRules {

    @Override
    public Reservation begin(WriteContext context, ObjectNode object, KubeObject old) {
      return strategy.beginUpdate(context, object, old);
    }

    @Override
    public void prepare(WriteContext context, ObjectNode object, KubeObject old) {
      strategy.prepareForUpdate(context, object, old);
      SystemMetadata.raiseGeneration(object, old, strategy);
    }

    @Override
    public void validate(
        WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
      strategy.validateUpdate(context, object, old, errors);
    }

    @Override
    public boolean checkMetadata() {
      return strategy.checksMetadataOfUpdates();
    }

    @Override
    public List<String> warnings(WriteContext context, ObjectNode object, KubeObject old) {
      return strategy.updateWarnings(context, object, old);
    }
  }

  /** A part that has rules of its own. */
  record OfPart(SubresourceStrategy.Part part) implements UpdateRules {

    @Override
    public Reservation begin(WriteContext context, ObjectNode object, KubeObject old) {
      return Reservation.NONE;
    }

    @Override
    public void prepare(WriteContext context, ObjectNode object, KubeObject old) {
      part.prepareForUpdate(context, object, old);
    }

    @Override
    public void validate(
        WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
      part.validateUpdate(context, object, old, errors);
    }

    @Override
    public boolean checkMetadata() {
      return true;
    }

    @Override
    public List<String> warnings(WriteContext context, ObjectNode object, KubeObject old) {
      return part.warnings(context, object);
    }
  }
}
