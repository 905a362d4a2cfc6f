// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.network;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.LoadBalancerPoints;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to Ingresses. */
public final class IngressStrategy implements ResourceStrategy {

  public static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
  private static final int HOSTS_SHOWN = 3;

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Class", i -> i.at("spec", "ingressClassName").asString(Columns.NONE)),
              Columns.text("Hosts", i -> hosts(i.at("spec", "rules"))),
              Columns.text("Address", IngressStrategy::addresses),
              Columns.text("Ports", i -> i.at("spec", "tls").isEmpty() ? "80" : "80, 443"),
              TableColumns.age()));

  private static String hosts(JsonNode rules) {
    List<String> hosts =
        rules
            .valueStream()
            .map(rule -> Values.text(rule, "host"))
            .filter(host -> !host.isEmpty())
            .toList();
    if (hosts.isEmpty()) {
      return "*";
    }
    return hosts.size() > HOSTS_SHOWN
        ? String.join(",", hosts.subList(0, HOSTS_SHOWN))
            + " + "
            + (rules.size() - HOSTS_SHOWN)
            + " more..."
        : String.join(",", hosts);
  }

  private static String addresses(KubeObject ingress) {
    Set<String> addresses = new TreeSet<>();
    for (JsonNode point : ingress.at("status", "loadBalancer", "ingress")) {
      String ip = Values.text(point, "ip");
      addresses.add(ip.isEmpty() ? Values.text(point, "hostname") : ip);
    }
    return String.join(",", addresses);
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    IngressRules.check(errors, object.path("spec"));
    JsonNode declared = object.path("spec").path("ingressClassName");
    String annotated = classAnnotation(object);
    if (declared.isString() && !annotated.isEmpty() && !declared.stringValue().equals(annotated)) {
      errors.invalid(
          // The real API server leaves out what the annotations are of.
          "annotations." + CLASS_ANNOTATION,
          annotated,
          "must match `ingressClassName` when both are specified");
    }
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    IngressRules.check(errors, object.path("spec"));
  }

  static String classAnnotation(ObjectNode ingress) {
    return Json.textAt(ingress, "metadata", "annotations", CLASS_ANNOTATION);
  }

  @Override
  public List<String> warnings(WriteContext context, ObjectNode object) {
    return classAnnotation(object).isEmpty()
        ? List.of()
        : List.of(
            "annotation \"kubernetes.io/ingress.class\" is deprecated, please use"
                + " 'spec.ingressClassName' instead");
  }

  /** An annotation that stays is no news. */
  @Override
  public List<String> updateWarnings(WriteContext context, ObjectNode object, KubeObject old) {
    return List.of();
  }

  @Override
  public void validateStatusUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    List<String> stored = LoadBalancerPoints.stored(old);
    LoadBalancerPoints.each(
        object,
        (point, path) -> {
          LoadBalancerPoints.checkIp(errors, point, path, stored);
          LoadBalancerPoints.checkHostname(errors, point, path);
        });
  }

  @Override
  public boolean hasStatus() {
    return true;
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
