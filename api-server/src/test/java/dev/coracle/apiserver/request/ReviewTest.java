// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.auth.Authorizer;
import dev.coracle.apiserver.auth.User;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Registry;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.WriteContext;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.KindCatalogue;
import dev.coracle.apiserver.schema.Kinds;
import dev.coracle.apiserver.schema.MessageTypes;
import dev.coracle.apiserver.schema.StructuralSchema;
import dev.coracle.apiserver.store.ObjectStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Kinds whose objects are questions. */
class ReviewTest {

  private static final ResourceType CHECKS =
      new ResourceType("check.example.com", "v1", "checks", "check", "Check", false);

  private static final String SCHEMA =
      """
      {"type": "object",
       "properties": {"spec": {"type": "object", "properties": {"asked": {"type": "string"}}}}}
      """;

  /** Says who asks, and refuses questions without a word. */
  private static final class Answers implements ResourceStrategy {

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
      if (Json.textAt(object, "spec", "asked").isEmpty()) {
        errors.required("spec.asked", "");
      }
    }

    @Override
    public ObjectNode answer(WriteContext context, ObjectNode review) {
      review.putObject("status").put("user", context.request().user().name());
      return review;
    }
  }

  private final ObjectStore store = new ObjectStore(1 << 20);
  private final KubeClient client =
      new RequestPipeline(
              store,
              new KindCatalogue(Kinds.of(List.of(kind()))),
              new Registry(Map.of(CHECKS, new Answers())),
              Authorizer.AUTHENTICATED,
              new VirtualTime(Instant.parse("2026-01-01T00:00:00Z")),
              new Random(1))
          .client(User.master("jane"));

  private static Kind kind() {
    return new Kind(
        CHECKS,
        List.of(),
        List.of(),
        List.of("create"),
        List.of(),
        StructuralSchema.of(Json.parseObject(SCHEMA), MessageTypes.named("meta.v1.ObjectMeta")),
        new Kind.Review(),
        "");
  }

  private static KubeObject check(String asked) {
    ObjectNode check = Json.object().put("apiVersion", "check.example.com/v1").put("kind", "Check");
    check.putObject("spec").put("asked", asked).put("more", 1);
    return KubeObject.of(check);
  }

  @Test
  void question_isAnsweredAndForgotten() {
    KubeObject answer = client.create(CHECKS, check("why"));

    assertThat(answer.text("status", "user")).isEqualTo("jane");
    assertThat(answer.at("spec")).isEqualTo(Json.parse("{\"asked\": \"why\"}"));
    assertThat(store.list(CHECKS, "").items()).isEmpty();
  }

  @Test
  void questionThatBreaksARule_isRefused() {
    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> client.create(CHECKS, check("")));

    assertThat(refusal).hasMessageContaining("spec.asked: Required value");
  }

  @Test
  void questions_cannotBeListed() {
    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> client.list(CHECKS, ListOptions.ALL));

    assertThat(refusal.code()).isEqualTo(404);
  }
}
