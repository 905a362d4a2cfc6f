// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import dev.coracle.api.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The mutations of one base against one server that nobody else asks. */
final class MutationRun {

  private static final String NAMESPACE = "/api/v1/namespaces/shop";

  private final RecordedClient client;
  private final MutationBase base;

  MutationRun(RecordedClient client, MutationBase base) {
    this.client = client;
    this.base = base;
  }

  /** What the recording server had, or did not ask for. */
  void prepare() {
    make("/api/v1/namespaces", "Namespace", "shop");
    Stream.of("default", "web")
        .filter(name -> !base.name().equals("v1/ServiceAccount/" + name))
        .forEach(name -> make(NAMESPACE + "/serviceaccounts", "ServiceAccount", name));
  }

  private void make(String path, String kind, String name) {
    ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", kind);
    object.putObject("metadata").put("name", name);
    ok(client.send(CaseRequest.post(path, Json.bytes(object))));
  }

  private static Reply ok(Reply reply) {
    if (reply.status() != 201) {
      throw new IllegalStateException(reply.status() + " " + reply.json());
    }
    return reply;
  }

  /** Stores the object. */
  ObjectNode create() {
    return (ObjectNode)
        ok(client.send(CaseRequest.post(base.path(), Json.bytes(base.body())))).json();
  }

  /** Sends a mutation, and notes where the answer is another. */
  void compare(Mutation mutation, Optional<ObjectNode> stored, Map<String, List<String>> found) {
    if (!mutation.isAnswered()) {
      return;
    }
    if (!mutation.canBeMade(base, stored)) {
      found.put(mutation.name(), List.of("    what is to be changed is not there"));
      return;
    }
    ObjectNode compared = mutation.expected(base, stored);
    Reply reply = client.send(mutation.request(base, stored));
    JsonNode shown =
        compared.path("kind").asString("").equals("Pod") && compared.path("spec").isObject()
            ? ServiceAccountFree.pod(compared)
            : compared;
    ObjectNode answer = MutationAnswer.of(reply, AnswerRecord.warnings(reply), (ObjectNode) shown);
    List<String> differences = MutationAnswer.differences(mutation.row(), base.changed(), answer);
    if (!differences.isEmpty()) {
      found.put(mutation.name(), differences);
    }
  }
}
