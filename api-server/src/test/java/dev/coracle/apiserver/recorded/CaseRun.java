// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import static org.awaitility.Awaitility.await;

import dev.coracle.api.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One case against one server that nobody else asks, in a namespace of its own. */
final class CaseRun {

  private final RecordedClient client;
  private final RecordedCase recorded;
  private final String namespace = namespace(new Random());
  private final Variables variables = new Variables(namespace);
  private final Tokens tokens = new Tokens(namespace);
  private final Requests requests = new Requests(variables, tokens);
  private final AnswerRecord answer = new AnswerRecord(new Normalizer(tokens));
  private final Map<String, Future<Reply>> watches = new HashMap<>();

  CaseRun(RecordedClient client, RecordedCase recorded) {
    this.client = client;
    this.recorded = recorded;
  }

  /** Like nothing that stands in a text by chance. */
  private static String namespace(Random random) {
    return "ad"
        + random
            .ints(8, 0, "bcdfghjkmnpqrstvwxz".length())
            .mapToObj(i -> "bcdfghjkmnpqrstvwxz".substring(i, i + 1))
            .collect(Collectors.joining());
  }

  /** An answer for each step. */
  List<JsonNode> answers() {
    make("/api/v1/namespaces", "Namespace", namespace);
    make("/api/v1/namespaces/" + namespace + "/serviceaccounts", "ServiceAccount", "default");
    List<JsonNode> answers = new ArrayList<>();
    recorded.steps().forEach(step -> answers.add(answer(step)));
    return answers;
  }

  private void make(String path, String kind, String name) {
    ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", kind);
    object.putObject("metadata").put("name", name);
    Reply reply = client.send(CaseRequest.post(path, Json.bytes(object)));
    if (reply.status() != 201) {
      throw new IllegalStateException(path + " answered " + reply.status() + reply.failure());
    }
  }

  private JsonNode answer(JsonNode step) {
    ObjectNode answer =
        switch (step.path("do").asString("request")) {
          case "watch" -> openWatch(step);
          case "collect" -> collect(step);
          default -> request(step);
        };
    recorded.ignored(step).forEach(path -> Pointers.drop(answer, path));
    recorded.unordered(step).forEach(path -> Pointers.sort(answer, path));
    return answer;
  }

  private ObjectNode openWatch(JsonNode step) {
    watches.put(step.path("name").asString(), client.open(requests.of(step)));
    return Json.object().put("watching", true);
  }

  private ObjectNode collect(JsonNode step) {
    return answer.of(RecordedClient.await(watches.remove(step.path("name").asString())), true);
  }

  private ObjectNode request(JsonNode step) {
    CaseRequest request = requests.of(step);
    tokens.rehearse(request.isDryRun());
    Reply reply = step.has("until") ? sendUntil(step.path("until"), request) : client.send(request);
    JsonNode document = reply.json();
    noteGeneratedName(step, document);
    ObjectNode result = Json.object();
    Runnable normalize =
        () -> result.setAll(answer.of(reply, step.path("stream").asBoolean(false)));
    if (step.path("setup").asBoolean(false)) {
      tokens.withoutNewVersions(normalize);
    } else {
      normalize.run();
    }
    capture(step, document);
    return result;
  }

  private void noteGeneratedName(JsonNode step, JsonNode document) {
    String base = Json.textAt(step, "body", "metadata", "generateName");
    if (!base.isEmpty()) {
      Stream.of("metadata", "details")
          .map(holder -> Json.textAt(document, holder, "name"))
          .filter(name -> !name.isEmpty())
          .forEach(name -> tokens.generated(variables.text(base), name));
    }
  }

  private void capture(JsonNode step, JsonNode document) {
    step.path("capture")
        .forEachEntry(
            (name, pointer) -> {
              JsonNode value = Pointers.get(document, pointer.asString());
              if (!value.isMissingNode()) {
                variables.set(name, value.deepCopy());
              }
            });
  }

  /** Asks again until the answer is what the case waits for; ours has it at once or never. */
  private Reply sendUntil(JsonNode until, CaseRequest request) {
    Reply[] last = {client.send(request)};
    try {
      await()
          .atMost(200, TimeUnit.MILLISECONDS)
          .pollInterval(50, TimeUnit.MILLISECONDS)
          .until(() -> isSatisfied(until, last[0] = client.send(request)));
    } catch (ConditionTimeoutException e) {
      // What it has come to by now is compared like any other answer.
    }
    return last[0];
  }

  private static boolean isSatisfied(JsonNode until, Reply reply) {
    if (until.has("status")) {
      return reply.status() == until.path("status").asInt();
    }
    return reply
        .json()
        .path("status")
        .path("conditions")
        .valueStream()
        .anyMatch(
            condition ->
                condition.path("type").equals(until.path("condition"))
                    && condition.path("status").asString("").equals("True"));
  }
}
