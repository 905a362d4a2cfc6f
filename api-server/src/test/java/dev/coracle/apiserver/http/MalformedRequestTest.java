// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static dev.coracle.apiserver.http.HttpTester.CONFIG_MAPS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.time.VirtualTime;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Request lines, headers and patches that no client should send: each is the client's fault. */
class MalformedRequestTest {

  private static final List<String> METHODS = List.of("POST", "PUT", "PATCH", "DELETE");

  private static final List<String> BODIES =
      List.of("", "{\"metadata\":{\"name\":\"a\"}}", "k8s\0rest", "\0", "{", "[]", "null", "1");

  private static final List<String> PATCHES =
      List.of(
          "",
          "null",
          "1",
          "\"x\"",
          "[]",
          "{}",
          "[1]",
          "[null]",
          "[{}]",
          "[{\"op\":\"add\"}]",
          "[{\"op\":1,\"path\":2}]",
          "[{\"op\":\"move\",\"from\":\"/metadata\",\"path\":\"/metadata/name\"}]",
          "[{\"op\":\"remove\",\"path\":\"\"}]",
          "[{\"op\":\"replace\",\"path\":\"\",\"value\":1}]",
          "[{\"op\":\"replace\",\"path\":\"\",\"value\":null}]",
          "[{\"op\":\"copy\",\"from\":\"\",\"path\":\"/data\"}]",
          "[{\"op\":\"remove\",\"path\":\"/metadata\"}]",
          "[{\"op\":\"test\",\"path\":\"/nope\",\"value\":{}}]",
          "{\"$patch\":\"replace\"}",
          "{\"$patch\":\"delete\"}",
          "{\"$patch\":1}",
          "{\"metadata\":{\"$patch\":\"delete\"}}",
          "{\"metadata\":null}",
          "{\"$setElementOrder/x\":1}",
          "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":1}}",
          "{\"metadata\":{\"$retainKeys\":1}}",
          "{\"metadata\":{\"$setElementOrder/finalizers\":{}}}",
          "{\"a\":".repeat(5000));

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final HttpTester http = new HttpTester(time);

  @BeforeEach
  void fill() {
    http.createConfigMap("a", "x");
  }

  @AfterEach
  void stop() {
    http.close();
    time.close();
  }

  /** The answer to what is written as it stands. */
  private String answer(String method, String path, String header, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    try (Socket socket =
        http.raw(method, path, "Connection: close", header, "Content-Length: " + bytes.length)) {
      socket.getOutputStream().write(bytes);
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static boolean isTheClientsFault(String answer) {
    return answer.startsWith("HTTP/1.1 4") || answer.startsWith("HTTP/1.1 2");
  }

  /**
   * The real server has not foreseen every strategic merge patch either: what its patching says is
   * a 500 without a reason. See interpretStrategicMergePatchError in
   * https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/handlers/patch.go
   */
  private static boolean isUnforeseen(String answer) {
    return answer.startsWith("HTTP/1.1 500")
        && answer.contains("\"status\":\"Failure\"")
        && !answer.contains("\"reason\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/namespaces/%zz/pods",
        "/api/v1/namespaces/%/pods",
        "/%zz",
        "/api/v1/pods?labelSelector=%zz",
        "/api/v1/pods?x=%",
        "/api/v1/pods?%zz=1",
        "/api/v1/pods?labelSelector=%ff%fe",
        "/api/v1/namespaces/%ff/pods",
        "/api/v1/namespaces/%00/pods/%00",
        "//api/v1/pods",
        "/api//v1/pods",
        "/api/v1/namespaces/default/pods/a/b/c/d",
        "/api/v1/watch",
        "/apis///",
        "/api/v1/pods?limit=-1&continue=%00",
        "/api/v1/pods?continue=bnVsbA",
        "/api/v1/pods?continue=W10",
        "/api/v1/pods?continue=eyJydiI6IngifQ",
        "/api/v1/pods?resourceVersion=-1",
        "/api/v1/pods?sendInitialEvents=x&watch=x&resourceVersionMatch=x",
        "/openapi/v3/%zz",
        "/openapi/v3/apis/x/y"
      })
  void lineOfARequest_breaksNothing(String path) throws IOException {
    assertThat(answer("GET", path, "Accept: */*", ""))
        .matches(MalformedRequestTest::isTheClientsFault);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: ;;;",
        "Content-Type: application/json; charset=nope",
        "Content-Type: a/b/c",
        "Content-Type: application/vnd.kubernetes.protobuf",
        "Content-Encoding: gzip",
        "Accept: ;;;",
        "Accept: application/json;as=;v=;g=",
        "Accept: application/json;q=x",
        "Accept-Encoding: ;",
        "Impersonate-Extra-%zz: x",
        "Impersonate-Group: ",
        "User-Agent: "
      })
  void header_breaksNothing(String header) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String method : METHODS) {
      for (String body : BODIES) {
        String path = method.equals("POST") ? CONFIG_MAPS : CONFIG_MAPS + "/a";
        String answer = answer(method, path, header, body);
        if (!isTheClientsFault(answer)) {
          broken.add(method + " " + body + " → " + answer);
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "merge-patch+json",
        "json-patch+json",
        "strategic-merge-patch+json",
        "apply-patch+yaml",
        "apply-patch+cbor"
      })
  void patch_breaksNothing(String type) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String patch : PATCHES) {
      String answer =
          answer("PATCH", CONFIG_MAPS + "/a", "Content-Type: application/" + type, patch);
      if (!isTheClientsFault(answer) && !(type.startsWith("strategic") && isUnforeseen(answer))) {
        broken.add(patch + " → " + answer);
      }
    }

    assertThat(broken).isEmpty();
  }
}
