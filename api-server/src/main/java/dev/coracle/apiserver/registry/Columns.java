// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.TableColumns.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The columns that several kinds print, and makers of those that one kind does. */
public final class Columns {

  public static final String NONE = "<none>";
  public static final String UNKNOWN = "<unknown>";

  private Columns() {}

  public static Column text(String name, Function<KubeObject, Object> cell) {
    return new Column(name, "string", "", 0, (object, now) -> cell.apply(object));
  }

  /** A column shown with {@code -o wide}. */
  public static Column wide(String name, Function<KubeObject, Object> cell) {
    return new Column(name, "string", "", 1, (object, now) -> cell.apply(object));
  }

  static Column number(String name, Function<KubeObject, Object> cell) {
    return new Column(name, "integer", "", 0, (object, now) -> cell.apply(object));
  }

  /** The number at a path; 0 where there is none. */
  public static Column numberAt(String name, String... path) {
    return number(name, object -> object.at(path).asLong(0));
  }

  public static Column containers() {
    return wide("Containers", object -> templateContainers(object, "name"));
  }

  public static Column images() {
    return wide("Images", object -> templateContainers(object, "image"));
  }

  private static String templateContainers(KubeObject object, String member) {
    return object
        .at("spec", "template", "spec", "containers")
        .valueStream()
        .map(c -> Json.textAt(c, member))
        .collect(Collectors.joining(","));
  }

  /** A LabelSelector as kubectl prints it. */
  public static String selector(JsonNode labelSelector) {
    return orNone(LabelSelectors.text(labelSelector));
  }

  public static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }

  /** How long ago a time was. */
  public static String since(String time, Instant now) {
    return time.isEmpty()
        ? UNKNOWN
        : TableColumns.humanDuration(Duration.between(Instant.parse(time), now));
  }
}
