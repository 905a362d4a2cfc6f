// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static dev.coracle.apiserver.http.HttpTester.CONFIG_MAPS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.auth.User;
import dev.coracle.apiserver.http.HttpTester.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Requests that are made as somebody else. */
class ImpersonationTest {

  /** Rights as {@code user verb group/resource[/subresource] [name]}; {@code *} is every name. */
  private static final List<String> RIGHTS =
      List.of(
          "dave impersonate /users alice",
          "dave impersonate /groups devs",
          "dave impersonate authentication.k8s.io/userextras/scopes view",
          "eve impersonate:user-info authentication.k8s.io/users bob",
          "eve impersonate:user-info authentication.k8s.io/groups devs",
          "eve impersonate:serviceaccount authentication.k8s.io/serviceaccounts *",
          "eve impersonate-on:user-info:list /pods *",
          "eve impersonate-on:serviceaccount:get /pods *",
          "many impersonate-on:user-info:list /pods *",
          "many impersonate:user-info authentication.k8s.io/users bob",
          "many impersonate:user-info authentication.k8s.io/groups *",
          "system:serviceaccount:kube-system:agent impersonate-on:associated-node:list /pods *",
          "system:serviceaccount:kube-system:agent impersonate:associated-node"
              + " authentication.k8s.io/nodes *",
          "devs list /pods *",
          "system:serviceaccount:shop:robot list /pods *");

  private static final Map<String, User> USERS =
      Map.of(
          "admin", User.master("admin"),
          "alice", user("alice"),
          "dave", user("dave", "ops"),
          "eve", user("eve"),
          "many", user("many"),
          "agent", agent("n1"));

  private final List<RequestInfo> asked = new CopyOnWriteArrayList<>();
  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final HttpTester http = new HttpTester(time, this::allows);

  private static User user(String name, String... groups) {
    List<String> all = new ArrayList<>(List.of(groups));
    all.add(User.AUTHENTICATED);
    return new User(name, all);
  }

  /** A ServiceAccount whose Pod runs on a node. */
  private static User agent(String node) {
    User account = User.named("system:serviceaccount:kube-system:agent");
    return new User(
        account.name(),
        "",
        account.groups(),
        Map.of("authentication.kubernetes.io/node-name", List.of(node)));
  }

  private boolean allows(RequestInfo request) {
    asked.add(request);
    String part =
        request.group()
            + "/"
            + request.resource()
            + (request.subresource().isEmpty() ? "" : "/" + request.subresource());
    return Stream.concat(Stream.of(request.user().name()), request.user().groups().stream())
        .map(subject -> subject + " " + request.verb() + " " + part + " ")
        .anyMatch(right -> RIGHTS.contains(right + "*") || RIGHTS.contains(right + request.name()));
  }

  @AfterEach
  void stop() {
    http.close();
    time.close();
  }

  private Answer send(String as, String method, String path, Map<String, String> headers) {
    http.listeners().accept("token-of-" + as, USERS.get(as));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(http.listeners().httpUrl() + path))
            .header("Authorization", "Bearer token-of-" + as)
            .method(method, BodyPublishers.noBody());
    headers.forEach(request::header);
    return HttpTester.send(request.build());
  }

  private User last() {
    return asked.get(asked.size() - 1).user();
  }

  private static Stream<JsonNode> recorded() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                ImpersonationTest.class.getResourceAsStream("/recorded/impersonation.jsonl"),
                UTF_8))) {
      return lines.lines().map(Json::parse).toList().stream();
    }
  }

  private static Named<JsonNode> named(JsonNode row) {
    return Named.of(row.path("id").asString(), row);
  }

  static Stream<Named<JsonNode>> recordedRefusals() throws IOException {
    return recorded().filter(row -> row.path("code").asInt() >= 400).map(ImpersonationTest::named);
  }

  static Stream<Named<JsonNode>> recordedSuccesses() throws IOException {
    return recorded()
        .filter(row -> row.at("/answer/status/userInfo").isObject())
        .map(ImpersonationTest::named);
  }

  private Answer send(JsonNode row) {
    Map<String, String> headers = new TreeMap<>();
    row.path("requestHeaders")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asString()));
    return send(
        row.path("as").asString(),
        row.path("method").asString(),
        row.path("path").asString(),
        headers);
  }

  /** Role-based access control adds which roles it did not find, which is its own affair. */
  private static String withoutRoles(String text) {
    return text.replaceAll(": RBAC: [^,}]*not found", "");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recordedRefusals")
  void refusal_isThatOfTheRealServer(JsonNode row) {
    repeat(row);

    Answer answer = send(row);

    assertThat(answer.code()).isEqualTo(row.path("code").asInt());
    assertThat(answer.message()).isEqualTo(withoutRoles(row.at("/answer/message").asString()));
    assertThat(answer.json().path("reason")).isEqualTo(row.at("/answer/reason"));
    assertThat(answer.json().at("/details")).isEqualTo(row.at("/answer/details"));
  }

  /** What was recorded before: dave and the administrator had been let through by the last mode. */
  private void repeat(JsonNode row) {
    send(
        row.path("as").asString(),
        "GET",
        "/api/v1/namespaces/shop/pods",
        Map.of("Impersonate-User", "alice", "Impersonate-Extra-scopes", "view"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recordedSuccesses")
  void user_isThatOfTheRealServer(JsonNode row) {
    repeat(row);

    send(row);

    JsonNode expected = row.at("/answer/status/userInfo");
    assertThat(last().name()).isEqualTo(expected.path("username").asString());
    assertThat(last().uid()).isEqualTo(expected.path("uid").asString(""));
    assertThat(last().groups())
        .isEqualTo(expected.path("groups").valueStream().map(JsonNode::asString).toList());
  }

  @Test
  void node_isInTheGroupOfNodes() {
    send("admin", "GET", CONFIG_MAPS, Map.of("Impersonate-User", "system:node:n1"));

    assertThat(last().groups()).containsExactly("system:nodes", "system:authenticated");
  }

  @Test
  void modeThatWorkedBefore_isTriedFirst() {
    send(
        "admin",
        "GET",
        CONFIG_MAPS,
        Map.of("Impersonate-User", "alice", "Impersonate-Group", User.MASTERS));

    send("admin", "GET", CONFIG_MAPS, Map.of("Impersonate-User", "system:node:n1"));

    assertThat(last().groups()).containsExactly("system:authenticated");
  }

  @Test
  void whoMayListAsAnother_listsAsTheOther() {
    Answer answer =
        send(
            "eve",
            "GET",
            "/api/v1/namespaces/shop/pods",
            Map.of("Impersonate-User", "bob", "Impersonate-Group", "devs"));

    assertThat(answer.code()).isEqualTo(200);
    assertThat(last().name()).isEqualTo("bob");
    assertThat(last().groups()).containsExactly("devs", "system:authenticated");
  }

  @Test
  void whoMayListAsAnother_mayNotDeleteAsTheOther() {
    Answer answer =
        send("eve", "DELETE", "/api/v1/namespaces/shop/pods/p", Map.of("Impersonate-User", "bob"));

    assertThat(answer.message())
        .isEqualTo(
            "pods \"p\" is forbidden: User \"eve\" cannot impersonate-on:user-info:delete resource"
                + " \"pods\" in API group \"\" in the namespace \"shop\"");
  }

  @Test
  void account_mayBeTheNodeItRunsOn() {
    send("agent", "GET", "/api/v1/pods", Map.of("Impersonate-User", "system:node:n1"));

    assertThat(last().name()).isEqualTo("system:node:n1");
    assertThat(last().groups()).containsExactly("system:nodes", "system:authenticated");
    assertThat(asked.get(0).user().extra())
        .isEqualTo(
            Map.of(
                "authentication.kubernetes.io/associated-node-keys",
                List.of("authentication.kubernetes.io/node-name")));
    assertThat(asked.get(1).name()).isEqualTo("*");
  }

  @Test
  void account_mayNotBeAnotherNode() {
    Answer answer =
        send("agent", "GET", "/api/v1/pods", Map.of("Impersonate-User", "system:node:n2"));

    assertThat(answer.message())
        .startsWith(
            "pods is forbidden: User \"system:serviceaccount:kube-system:agent\" cannot"
                + " impersonate-on:arbitrary-node:list resource \"pods\"");
  }

  @Test
  void manyGroups_areAskedAboutAtOnce() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(http.listeners().httpUrl() + "/api/v1/namespaces/shop/pods"))
            .header("Authorization", "Bearer token-of-many")
            .header("Impersonate-User", "bob");
    Stream.of("a", "b", "c", "devs").forEach(group -> request.header("Impersonate-Group", group));
    http.listeners().accept("token-of-many", USERS.get("many"));

    Answer answer = HttpTester.send(request.build());

    assertThat(answer.code()).isEqualTo(200);
    assertThat(asked)
        .filteredOn(info -> info.resource().equals("groups"))
        .extracting(RequestInfo::name)
        .containsExactly("*");
    assertThat(last().groups()).containsExactly("a", "b", "c", "devs", "system:authenticated");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Impersonate-Group                 | system:masters | groups.authentication.k8s.io "system:masters" is forbidden: User "eve" cannot impersonate:user-info resource "groups" in API group "authentication.k8s.io" at the cluster scope: impersonating the system:masters group is not allowed
          Impersonate-Extra-acme.io%2Fa     | ``             | userextras.authentication.k8s.io is forbidden: User "eve" cannot impersonate:user-info resource "userextras" in API group "authentication.k8s.io" at the cluster scope: impersonating the empty string value in extra is not allowed
          Impersonate-Extra-acme%2Fa%20b    | x              | userextras.authentication.k8s.io is forbidden: User "eve" cannot impersonate:user-info resource "userextras" in API group "authentication.k8s.io" at the cluster scope: impersonating an invalid key in extra is not allowed: extra.key: Invalid value: "a b": Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')
          Impersonate-Uid                   | u              | uids.authentication.k8s.io "u" is forbidden: User "eve" cannot impersonate:user-info resource "uids" in API group "authentication.k8s.io" at the cluster scope
          """)
  void whatIsSaidOfTheOther_isAskedAboutToo(String header, String value, String message) {
    Answer answer =
        send(
            "eve",
            "GET",
            "/api/v1/namespaces/shop/pods",
            Map.of("Impersonate-User", "bob", header, value));

    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.message()).isEqualTo(message);
  }

  @Test
  void recordOfRequests_showsBoth() {
    send("admin", "GET", CONFIG_MAPS, Map.of("Impersonate-User", "bob"));
    send("admin", "GET", CONFIG_MAPS, Map.of());

    List<String> lines = http.listeners().recentRequests();
    assertThat(lines.get(lines.size() - 2)).contains(" admin as bob GET " + CONFIG_MAPS + " 403");
    assertThat(lines.get(lines.size() - 1)).contains(" admin GET " + CONFIG_MAPS + " 200");
  }

  @Test
  void watch_isOpenedAsTheOther() throws IOException {
    Answer refused =
        send("admin", "GET", CONFIG_MAPS + "?watch=1", Map.of("Impersonate-User", "bob"));

    assertThat(refused.message())
        .contains("User \"bob\" cannot watch resource \"configmaps\" in API group \"\"");
    assertThat(http.watchers(ResourceType.CONFIG_MAPS)).isZero();
  }

  @Test
  void unknownCredentials_areNotHeardAtAll() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(http.listeners().httpUrl() + CONFIG_MAPS))
            .header("Authorization", "Bearer nobody")
            .header("Impersonate-Group", "devs")
            .build();

    assertThat(HttpTester.send(request).code()).isEqualTo(401);
    assertThat(asked).isEmpty();
  }
}
