// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import tools.jackson.databind.JsonNode;

/** The writing of documents in the syntax that was asked for. */
final class Answers {

  private Answers() {}

  static void send(Exchange exchange, int code, MediaTypes.Syntax syntax, byte[] json) {
    byte[] body = syntax == MediaTypes.Syntax.YAML ? yaml(json) : json;
    exchange.answer(code, syntax.mediaType(), body);
  }

  private static byte[] yaml(byte[] json) {
    DumpSettings settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setWidth(1 << 20).build();
    return new Dump(settings).dumpToString(plain(Json.parse(json))).getBytes(UTF_8);
  }

  private static Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<Object> list = node.valueStream().map(Answers::plain).toList();
      return list;
    }
    if (node.isNumber()) {
      return node.numberValue();
    }
    return node.isBoolean() ? node.booleanValue() : node.asString("");
  }
}
