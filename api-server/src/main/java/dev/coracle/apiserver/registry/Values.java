// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The checks of single values and lists that many kinds share, with Kubernetes' texts. */
public final class Values {

  public static final String NOT_NEGATIVE = "must be greater than or equal to 0";
  public static final String IMMUTABLE = "field is immutable";
  private static final String PORT = "must be between 1 and 65535, inclusive";
  private static final Pattern PERCENT = Pattern.compile("[0-9]+%");

  private Values() {}

  /** Visits the elements of a list, each with its path. */
  public static void each(JsonNode list, String path, BiConsumer<JsonNode, String> check) {
    int i = 0;
    for (JsonNode element : list) {
      check.accept(element, path + "[" + i++ + "]");
    }
  }

  public static boolean isSet(JsonNode value) {
    return !value.isMissingNode() && !value.isNull();
  }

  public static String text(JsonNode object, String member) {
    return object.path(member).asString("");
  }

  public static boolean isEmpty(JsonNode object, String member) {
    return text(object, member).isEmpty();
  }

  /** A member that must be there and not empty. */
  public static boolean required(FieldErrors errors, JsonNode object, String path, String member) {
    if (isEmpty(object, member)) {
      errors.required(path + "." + member, "");
      return false;
    }
    return true;
  }

  public static void nonNegative(FieldErrors errors, JsonNode object, String path, String member) {
    JsonNode value = object.path(member);
    if (value.isNumber() && value.asLong() < 0) {
      errors.invalid(path + "." + member, value, NOT_NEGATIVE);
    }
  }

  public static void positive(FieldErrors errors, JsonNode object, String path, String member) {
    JsonNode value = object.path(member);
    if (value.isNumber() && value.asLong() <= 0) {
      errors.invalid(path + "." + member, value, "must be greater than 0");
    }
  }

  /** A member that must be one of a few words. */
  public static void oneOf(
      FieldErrors errors, JsonNode object, String path, String member, String... supported) {
    String value = text(object, member);
    if (value.isEmpty()) {
      errors.required(path + "." + member, "");
    } else {
      oneOfIfSet(errors, object, path, member, supported);
    }
  }

  /** A member that, where it is set, must be one of a few words. */
  public static void oneOfIfSet(
      FieldErrors errors, JsonNode object, String path, String member, String... supported) {
    String value = text(object, member);
    if (!value.isEmpty() && !List.of(supported).contains(value)) {
      errors.notSupported(path + "." + member, value, supported);
    }
  }

  /**
   * A member that, where it is there at all, must be one of a few words: Go holds it by pointer.
   */
  public static void oneOfIfPresent(
      FieldErrors errors, JsonNode object, String path, String member, String... supported) {
    JsonNode value = object.path(member);
    if (isSet(value) && !List.of(supported).contains(value.asString(""))) {
      errors.notSupported(path + "." + member, value.asString(""), supported);
    }
  }

  public static void dnsLabel(FieldErrors errors, String path, String value) {
    Names.check(errors, path, value, Names.dnsLabel(value));
  }

  public static void dnsSubdomain(FieldErrors errors, String path, String value) {
    Names.check(errors, path, value, Names.dnsSubdomain(value));
  }

  public static void portNumber(FieldErrors errors, String path, JsonNode port) {
    if (port.asLong(0) < 1 || port.asLong(0) > 65535) {
      errors.invalid(path, port.asLong(0), PORT);
    }
  }

  public static void portName(FieldErrors errors, String path, String name) {
    Names.check(errors, path, name, Names.portName(name));
  }

  /** A port by number or by name. */
  public static void port(FieldErrors errors, String path, JsonNode port) {
    if (port.isString()) {
      portName(errors, path, port.stringValue());
    } else {
      portNumber(errors, path, port);
    }
  }

  public static void intOrPercent(FieldErrors errors, String path, JsonNode value) {
    if (value.isString() && !PERCENT.matcher(value.stringValue()).matches()) {
      errors.invalid(
          path,
          value,
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', "
              + " or '93%', regex used for validation is '[0-9]+%')");
    } else if (value.isNumber() && value.asLong() < 0) {
      errors.invalid(path, value, NOT_NEGATIVE);
    }
  }

  public static void atMost100Percent(FieldErrors errors, String path, JsonNode value) {
    if (value.isString() && intOrPercentValue(value) > 100) {
      errors.invalid(path, value, "must not be greater than 100%");
    }
  }

  /** The number of an int-or-percent, with or without its percent sign. */
  public static long intOrPercentValue(JsonNode value) {
    if (!value.isString()) {
      return value.asLong(0);
    }
    String text = value.stringValue();
    return PERCENT.matcher(text).matches() && text.length() < 10
        ? Long.parseLong(text.substring(0, text.length() - 1))
        : -1;
  }

  /** A member that may not change. */
  public static void immutable(
      FieldErrors errors, JsonNode object, JsonNode old, String path, String member) {
    if (!same(object.path(member), old.path(member))) {
      errors.invalid(path + "." + member, object.path(member), IMMUTABLE);
    }
  }

  /** Whether two values mean the same: absent, null and an empty list do. */
  public static boolean same(JsonNode one, JsonNode other) {
    if (isAbsent(one) || isAbsent(other)) {
      return isAbsent(one) && isAbsent(other);
    }
    if (one.isObject() && other.isObject()) {
      return covers(one, other) && covers(other, one);
    }
    if (one.isArray() && other.isArray()) {
      return sameLists(one, other);
    }
    return Objects.equals(one, other) || isSameNumber(one, other);
  }

  private static boolean isSameNumber(JsonNode one, JsonNode other) {
    return one.isNumber()
        && other.isNumber()
        && one.decimalValue().compareTo(other.decimalValue()) == 0;
  }

  private static boolean covers(JsonNode one, JsonNode other) {
    return one.properties().stream().allMatch(e -> same(e.getValue(), other.path(e.getKey())));
  }

  private static boolean sameLists(JsonNode one, JsonNode other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!same(one.path(i), other.path(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAbsent(JsonNode value) {
    return !isSet(value) || value.isArray() && value.isEmpty();
  }
}
