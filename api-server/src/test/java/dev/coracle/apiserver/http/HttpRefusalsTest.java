// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static dev.coracle.apiserver.http.HttpTester.CONFIG_MAPS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.http.HttpTester.Answer;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class HttpRefusalsTest {

  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final HttpTester http = new HttpTester(time);

  @AfterEach
  void stop() {
    http.close();
    time.close();
  }

  /** The head and body of the answer to one raw request, after which the connection ends. */
  private String raw(String method, String path, String... headers) throws IOException {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Connection: close";
    try (Socket socket = http.raw(method, path, all)) {
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static JsonNode body(String answer) {
    return Json.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /api/v2                                        | 404 | NotFound
          GET    | /api/v1/nothings                               | 404 | NotFound
          GET    | /api/v1/configmaps/a                           | 404 | NotFound
          GET    | /api/v1/namespaces/default/nodes               | 404 | NotFound
          GET    | /api/v1/namespaces/default/configmaps/a        | 404 | NotFound
          GET    | /api/v1/namespaces/default/pods/a/nothing      | 404 | NotFound
          GET    | /api/v1/namespaces/default/configmaps/a/log    | 404 | NotFound
          GET    | /api/v1/namespaces/default/pods/a/status/more  | 404 | NotFound
          GET    | /api//v1                                       | 404 | NotFound
          GET    | /api/v1/..;/pods                               | 404 | NotFound
          GET    | /api/v1/namespaces/default/configmaps;a=b      | 404 | NotFound
          GET    | /api/v1/namespaces/default/configmaps/..       | 404 | NotFound
          GET    | /api/v1/namespaces/default/configmaps/a%2fb    | 404 | NotFound
          GET    | /api/v1/namespaces/default/configmaps/a%00b    | 400 | BadRequest
          GET    | /api/v1/namespaces/default/configmaps/%ff      | 404 | NotFound
          GET    | /api/v1/namespaces/default/configmaps/a%zz     | 400 | BadRequest
          GET    | /api/v1/configmaps?limit=%zz                   | 400 | BadRequest
          """)
  void requestThatNothingAnswers_isRefusedByAStatus(
      String method, String path, int code, String reason) throws IOException {
    String answer = raw(method, path);

    assertThat(answer).startsWith("HTTP/1.1 " + code + " ").contains("application/json");
    assertThat(body(answer).path("kind").asString()).isEqualTo("Status");
    assertThat(body(answer).path("status").asString()).isEqualTo("Failure");
    assertThat(body(answer).path("reason").asString()).isEqualTo(reason);
    assertThat(body(answer).path("code").asInt()).isEqualTo(code);
  }

  /** What kubectl asks before it says that a kind is absent. */
  @Test
  void definitionsOfKinds_areNone() {
    Answer answer = http.get(DEFINITIONS + "?limit=250");

    assertThat(answer.code()).isEqualTo(200);
    assertThat(answer.json().path("kind").asString()).isEqualTo("CustomResourceDefinitionList");
    assertThat(answer.json().path("items").isArray()).isTrue();
    assertThat(answer.json().path("items").isEmpty()).isTrue();
    assertThat(http.get("/apis").text()).doesNotContain("apiextensions.k8s.io");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, ''",
    "GET, ?watch=true",
    "GET, /things.example.com",
    "DELETE, ''",
  })
  void definitionOfAKind_isNotServed(String method, String rest) throws IOException {
    String answer = raw(method, DEFINITIONS + rest);

    assertThat(answer).startsWith("HTTP/1.1 404 ").contains("is not served by Coracle");
  }

  @ParameterizedTest
  @CsvSource({
    "/apis/batch/v1/jobs, jobs.batch of version v1",
    "/api/v1/namespaces/a/serviceaccounts/b/token, serviceaccounts/token of version v1",
    "/apis/batch/v1/namespaces/a/jobs/b/status, jobs/status.batch of version v1"
  })
  void whatIsNotServed_isNamed(String path, String name) {
    Answer answer = http.get(path);

    assertThat(answer.message())
        .isEqualTo(
            "the server could not find the requested resource ("
                + name
                + " is not served by Coracle)");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/api/v2",
        "/api/v1/gadgets",
        "/api/v1/namespaces/default/configmaps/a/status",
        "/apis/apps/v9",
        "/apis/apps/v9/namespaces/a/deployments/b/scale"
      })
  void whatKubernetesHasNotEither_isRefusedInItsWords(String path) {
    Answer answer = http.get(path);

    assertThat(answer.code()).isEqualTo(404);
    assertThat(answer.message()).isEqualTo("the server could not find the requested resource");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/nothing",
        "/apis/none.example.com",
        "/apis/none.example.com/v1",
        "/apis/none.example.com/v1/widgets/a",
        "/livez/no"
      })
  void pathOutsideTheApi_isRefusedInPlainText(String path) throws IOException {
    String answer = raw("GET", path);

    assertThat(answer)
        .startsWith("HTTP/1.1 404 ")
        .containsIgnoringCase("Content-Type: text/plain;")
        .endsWith("404 page not found\n");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PUT     | /api/v1/namespaces/default/configmaps
          PATCH   | /api/v1/namespaces/default/configmaps
          HEAD    | /api/v1/namespaces/default/configmaps
          OPTIONS | /api/v1/namespaces/default/configmaps
          TRACE   | /api/v1/namespaces/default/configmaps
          POST    | /api/v1/namespaces/default/configmaps/a
          DELETE  | /api/v1/namespaces
          DELETE  | /api/v1/namespaces/default/pods/a/status
          GET     | /api/v1/namespaces/default/pods/a/eviction
          PUT     | /api/v1/namespaces/default/pods/a/exec
          POST    | /version
          PUT     | /apis
          DELETE  | /apis/apps/v1
          """)
  void wrongMethod_isRefusedWithoutSayingWhichOnesThereAre(String method, String path)
      throws IOException {
    String answer = raw(method, path);

    assertThat(answer).startsWith("HTTP/1.1 405 ").doesNotContain("Allow:");
    if (!method.equals("HEAD")) {
      assertThat(body(answer).path("message").asString())
          .isEqualTo("the server does not allow this method on the requested resource");
      assertThat(body(answer).path("reason").asString()).isEqualTo("MethodNotAllowed");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"Expect: something, 417", "Transfer-Encoding: rot13, 400"})
  void headerThatCannotBeHonoured_isRefusedByAStatus(String header, int code) throws IOException {
    String answer = raw("GET", "/version", header);

    assertThat(answer).startsWith("HTTP/1.1 " + code + " ");
    assertThat(body(answer).path("code").asInt()).isEqualTo(code);
  }

  @Test
  void longUrl_isTakenAndALongerOneRefused() throws IOException {
    String taken = raw("GET", "/version?x=" + "x".repeat(100_000));
    String refused = raw("GET", "/version?x=" + "x".repeat(1 << 20));

    assertThat(taken).startsWith("HTTP/1.1 200 ");
    assertThat(refused).startsWith("HTTP/1.1 414 ");
    assertThat(body(refused).path("kind").asString()).isEqualTo("Status");
  }

  @Test
  void connection_goesOnAfterRefusals() throws IOException {
    try (Socket socket = http.raw("GET", "/nothing")) {
      String more =
          "GET /api//v1 HTTP/1.1\r\nHost: x\r\n\r\n"
              + ("PUT " + CONFIG_MAPS + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n")
              + ("Authorization: Bearer " + http.listeners().adminToken() + "\r\n\r\n{}")
              + "GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(more.getBytes(ISO_8859_1));

      String answers = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(Pattern.compile("HTTP/1.1 ([0-9]+)").matcher(answers).results())
          .extracting(status -> status.group(1))
          .containsExactly("404", "403", "405", "200");
    }
  }

  @Test
  void openApiV3ForClientsOfProtobufAlone_isNotAcceptable() {
    String protobuf = "application/com.github.proto-openapi.spec.v3@v1.0+protobuf";

    assertThat(http.get("/openapi/v3/api/v1", "Accept", protobuf).code()).isEqualTo(406);
    assertThat(http.get("/openapi/v3/api/v1", "Accept", protobuf + ",*/*").code()).isEqualTo(200);
  }

  @Test
  void refusal_isWrittenInTheSyntaxAskedFor() {
    Answer answer = http.get(CONFIG_MAPS + "/none", "Accept", "application/yaml");

    assertThat(answer.header("content-type")).isEqualTo("application/yaml");
    assertThat(answer.text()).contains("reason: NotFound\n");
  }

  @Test
  void expectedContinue_isGivenBeforeTheBody() throws IOException {
    String object = "{\"metadata\":{\"name\":\"a\"}}";
    try (Socket socket =
        http.raw(
            "POST",
            CONFIG_MAPS,
            "Content-Length: " + object.length(),
            "Expect: 100-continue",
            "Connection: close")) {
      byte[] first = socket.getInputStream().readNBytes("HTTP/1.1 100".length());
      socket.getOutputStream().write(object.getBytes(UTF_8));

      String rest = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(new String(first, UTF_8)).isEqualTo("HTTP/1.1 100");
      assertThat(rest).contains("HTTP/1.1 201 ");
    }
  }
}
