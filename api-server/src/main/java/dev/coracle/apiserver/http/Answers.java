// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;

/** The writing of documents in the syntax that was asked for. */
final class Answers {

  private static final DefaultPrettyPrinter PRETTY =
      new DefaultPrettyPrinter(
              Separators.createDefaultInstance()
                  .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                  .withObjectEmptySeparator("")
                  .withArrayEmptySeparator(""))
          .withArrayIndenter(new DefaultIndenter("  ", "\n"))
          .withObjectIndenter(new DefaultIndenter("  ", "\n"));

  private Answers() {}

  static void send(Exchange exchange, int code, MediaTypes.Syntax syntax, byte[] json) {
    send(exchange, code, syntax, ByteBuffer.wrap(json));
  }

  static void send(Exchange exchange, int code, MediaTypes.Syntax syntax, ByteBuffer json) {
    ByteBuffer body =
        syntax == MediaTypes.Syntax.YAML ? ByteBuffer.wrap(yaml(DocumentBuffer.array(json))) : json;
    exchange.answer(code, syntax.mediaType(), body);
  }

  /** A JSON document with line breaks and indentation, for people. */
  static byte[] pretty(byte[] json) {
    return Json.bytes(Json.parse(json), PRETTY);
  }

  /** Compressed with little effort, as Kubernetes does: large lists shrink well anyhow. */
  static byte[] gzip(byte[] body) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 4);
    try (OutputStream gzip = new FastGzip(compressed)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  private static final class FastGzip extends GZIPOutputStream {

    FastGzip(OutputStream to) throws IOException {
      super(to, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
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
