// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The downward API: what a container may be told about its Pod and its resources.
 *
 * @param addresses the Pod's, its primary one first
 * @param hostAddresses its node's
 */
public record PodFields(
    PodSpec pod,
    List<String> addresses,
    List<String> hostAddresses,
    Map<String, Quantity> allocatable) {

  private static final Pattern SUBSCRIPT = Pattern.compile("metadata\\.(\\w+)\\['([^']*)'\\]");

  /** The value of a {@code fieldRef}. */
  public String field(JsonNode fieldRef) {
    String path = Json.textAt(fieldRef, "fieldPath");
    KubeObject object = pod.object();
    Matcher subscript = SUBSCRIPT.matcher(path);
    if (subscript.matches()) {
      Map<String, String> map =
          subscript.group(1).equals("labels") ? object.labels() : object.annotations();
      return map.getOrDefault(subscript.group(2), "");
    }
    return switch (path) {
      case "metadata.name" -> object.name();
      case "metadata.namespace" -> object.namespace();
      case "metadata.uid" -> object.uid();
      case "metadata.labels" -> lines(object.labels());
      case "metadata.annotations" -> lines(object.annotations());
      case "spec.nodeName" -> pod.nodeName();
      case "spec.serviceAccountName" -> object.text("spec", "serviceAccountName");
      case "status.hostIP" -> hostAddresses.get(0);
      case "status.hostIPs" -> String.join(",", hostAddresses);
      case "status.podIP" -> addresses.get(0);
      case "status.podIPs" -> String.join(",", addresses);
      default -> throw new ConfigurationException("unsupported fieldPath: " + path);
    };
  }

  private static String lines(Map<String, String> map) {
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(
                e ->
                    e.getKey()
                        + "="
                        + Json.text(tools.jackson.databind.node.StringNode.valueOf(e.getValue())))
            .collect(Collectors.joining("\n"));
  }

  /** The value of a {@code resourceFieldRef}; {@code own} is the container that asks. */
  public String resource(JsonNode resourceFieldRef, ContainerSpec own) {
    String containerName = Json.textAt(resourceFieldRef, "containerName");
    ContainerSpec container = containerName.isEmpty() ? own : container(containerName);
    String[] path = Json.textAt(resourceFieldRef, "resource").split("\\.", 2);
    String divisorText = Json.textAt(resourceFieldRef, "divisor");
    String resource = path.length == 2 ? path[1] : "";
    Quantity amount = amount(container, path[0], resource);
    Quantity divisor =
        divisorText.isEmpty() || divisorText.equals("0")
            ? new Quantity(BigDecimal.ONE)
            : Quantity.parse(divisorText);
    return amount
        .value()
        .divide(divisor.value(), 0, RoundingMode.CEILING)
        .toBigInteger()
        .toString();
  }

  private ContainerSpec container(String name) {
    return Stream.concat(pod.containers().stream(), pod.initContainers().stream())
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new ConfigurationException("container " + name + " not found"));
  }

  private Quantity amount(ContainerSpec container, String kind, String resource) {
    String text = Json.textAt(container.json(), "resources", kind, resource);
    if (!text.isEmpty()) {
      return Quantity.parse(text);
    }
    return kind.equals("limits")
        ? allocatable.getOrDefault(resource, Quantity.ZERO)
        : Quantity.ZERO;
  }
}
