// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The recorded cases, from the resources beside this test. */
final class Recording {

  private Recording() {}

  static List<RecordedCase> cases() {
    JsonNode answers = unzipped("answers-1.36.json.gz").path("cases");
    return unzipped("cases.json.gz")
        .valueStream()
        .map(script -> new RecordedCase(script, wanted(answers, script)))
        .toList();
  }

  private static List<JsonNode> wanted(JsonNode answers, JsonNode script) {
    return answers.path(script.path("name").asString()).path("steps").valueStream().toList();
  }

  private static JsonNode unzipped(String name) {
    return Json.parse(bytes(name));
  }

  /** The objects of a resource that has one a line. */
  static Stream<ObjectNode> lines(String name) {
    return new String(bytes(name), UTF_8).lines().map(Json::parseObject);
  }

  private static byte[] bytes(String name) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(resource(name)))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] resource(String name) {
    try (InputStream in = Recording.class.getResourceAsStream("/recorded/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
