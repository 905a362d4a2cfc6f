// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.network;

import dev.coracle.api.FieldError;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to IngressClasses. */
public final class IngressClassStrategy implements ResourceStrategy {

  private static final int LONGEST_CONTROLLER = 250;

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Controller", object -> object.text("spec", "controller")),
              Columns.text("Parameters", object -> parameters(object.at("spec", "parameters"))),
              TableColumns.age()));

  private static String parameters(JsonNode parameters) {
    if (!Values.isSet(parameters)) {
      return Columns.NONE;
    }
    String group = Values.text(parameters, "apiGroup");
    return Values.text(parameters, "kind")
        + (group.isEmpty() ? "" : "." + group)
        + "/"
        + Values.text(parameters, "name");
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    checkController(errors, Values.text(spec, "controller"));
    if (Values.isSet(spec.path("parameters"))) {
      checkParameters(errors, spec.path("parameters"));
    }
  }

  private static void checkController(FieldErrors errors, String controller) {
    String path = "spec.controller";
    if (controller.length() > LONGEST_CONTROLLER) {
      errors.add(FieldError.tooLong(path, LONGEST_CONTROLLER));
    }
    int slash = controller.indexOf('/');
    if (controller.isEmpty()) {
      errors.required(path, "");
    } else if (slash <= 0 || slash == controller.length() - 1) {
      errors.invalid(path, controller, "must be a domain-prefixed path (such as \"acme.io/foo\")");
    } else {
      Values.dnsSubdomain(errors, path, controller.substring(0, slash));
    }
  }

  private static void checkParameters(FieldErrors errors, JsonNode parameters) {
    String path = "spec.parameters";
    TypedReferences.check(errors, path, parameters);
    Values.oneOf(errors, parameters, path, "scope", "Cluster", "Namespace");
    boolean hasNamespace = Values.isSet(parameters.path("namespace"));
    String at = path + ".namespace";
    switch (Values.text(parameters, "scope")) {
      case "Namespace" -> {
        if (hasNamespace) {
          Values.dnsLabel(errors, at, Values.text(parameters, "namespace"));
        } else {
          errors.required(at, "`parameters.scope` is set to 'Namespace'");
        }
      }
      case "Cluster" -> {
        if (hasNamespace) {
          errors.forbidden(at, "`parameters.scope` is set to 'Cluster'");
        }
      }
      default -> {
        // Which scopes there are has been said.
      }
    }
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    Values.immutable(errors, object.path("spec"), old.at("spec"), "spec", "controller");
    validate(context, object, errors);
  }

  @Override
  public Set<String> generationMembers() {
    return Set.of("spec");
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
