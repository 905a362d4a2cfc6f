// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.admission.RecordingAdmitter;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.auth.User;
import dev.coracle.apiserver.http.HttpTester.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked before somebody is connected to what runs on a node. */
class ConnectAdmissionTest {

  private static final String POD = "/api/v1/namespaces/default/pods/p";

  private final RecordingAdmitter admitter = new RecordingAdmitter();
  private final Set<String> rights = ConcurrentHashMap.newKeySet();
  private final List<String> verbs = new CopyOnWriteArrayList<>();
  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final HttpTester http = new HttpTester(time, this::allows, admitter.asked());

  private boolean allows(RequestInfo request) {
    verbs.add(request.verb());
    return rights.contains(request.verb());
  }

  @AfterEach
  void stop() {
    http.close();
    time.close();
  }

  /** The recorded ones are those of kube-apiserver v1.36 for the same requests. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST | pods/p/attach?stdout=true                                   | PodAttachOptions      | pods/attach      | p   | {"kind":"PodAttachOptions","apiVersion":"v1","stdout":true}
          POST | pods/p/exec?command=ls&stdin=true&stdout=true&tty=true      | PodExecOptions        | pods/exec        | p   | {"kind":"PodExecOptions","apiVersion":"v1","stdin":true,"stdout":true,"tty":true,"command":["ls"]}
          GET  | pods/p/exec?command=ls&command=-l&stderr=1&container=c      | PodExecOptions        | pods/exec        | p   | {"kind":"PodExecOptions","apiVersion":"v1","stderr":true,"container":"c","command":["ls","-l"]}
          GET  | pods/p/portforward?ports=80,81                              | PodPortForwardOptions | pods/portforward | p   | {"kind":"PodPortForwardOptions","apiVersion":"v1","ports":[80,81]}
          GET  | pods/p/proxy/path/a?q=1                                     | PodProxyOptions       | pods/proxy       | p   | {"kind":"PodProxyOptions","apiVersion":"v1","path":"/path/a"}
          PUT  | services/https:s:web/proxy/x                                | ServiceProxyOptions   | services/proxy   | https:s:web | {"kind":"ServiceProxyOptions","apiVersion":"v1","path":"/x"}
          """)
  void connection_isSeenWithItsOptions(
      String method, String path, String kind, String resource, String name, String options) {
    admitter.validating(
        attributes -> {
          throw attributes.forbidden("not today");
        });
    admitter.forget();

    Answer answer = http.send(method, "/api/v1/namespaces/default/" + path, "");

    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.message())
        .isEqualTo("%s \"%s\" is forbidden: not today".formatted(resource.split("/")[0], name));
    assertThat(admitter.lines())
        .containsExactly(
            "mutate CONNECT v1/%s of %s default/%s by kubernetes-admin"
                .formatted(kind, resource, name),
            "validate CONNECT v1/%s of %s default/%s by kubernetes-admin"
                .formatted(kind, resource, name));
    assertThat(admitter.seen())
        .allSatisfy(
            seen -> {
              assertThat(Json.text(seen.object().orElseThrow().tree())).isEqualTo(options);
              assertThat(seen.oldObject()).isEmpty();
              assertThat(seen.attributes().options()).isEmpty();
            });
  }

  @Test
  void proxyOfANode_isOfNoNamespace() {
    admitter.forget();

    http.get("/api/v1/nodes/n1:9100/proxy/metrics");

    assertThat(admitter.lines())
        .first()
        .isEqualTo("mutate CONNECT v1/NodeProxyOptions of nodes/proxy n1:9100 by kubernetes-admin");
  }

  @Test
  void log_isReadAndNotConnectedTo() {
    admitter.forget();

    http.get(POD + "/log");

    assertThat(admitter.lines()).isEmpty();
  }

  @Test
  void optionsThatAdmissionChanges_areRefusedByName() {
    admitter.mutating((attributes, draft) -> draft.replace(Json.object()));

    Answer answer = http.send("POST", POD + "/exec?command=ls&stdout=1", "");

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message())
        .isEqualTo("the change of PodExecOptions by admission is not implemented by Coracle");
  }

  private Answer getAsJane(String path) {
    http.listeners().accept("jane", new User("jane", new ArrayList<>(List.of(User.AUTHENTICATED))));
    return HttpTester.send(
        HttpRequest.newBuilder(URI.create(http.listeners().httpUrl() + path))
            .header("Authorization", "Bearer jane")
            .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec", "attach", "portforward"})
  void whoMayOnlyRead_opensNoConnection(String subresource) {
    rights.add("get");

    Answer answer = getAsJane(POD + "/" + subresource);

    assertThat(verbs).containsExactly("get", "create");
    assertThat(answer.message())
        .isEqualTo(
            "pods \"p\" is forbidden: User \"jane\" cannot create resource \"pods/%s\" in API"
                    .formatted(subresource)
                + " group \"\" in the namespace \"default\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec", "attach", "portforward"})
  void whoMayOnlyCreate_opensNoWebSocket(String subresource) {
    rights.add("create");

    Answer answer = getAsJane(POD + "/" + subresource);

    assertThat(verbs).containsExactly("get");
    assertThat(answer.message()).contains("cannot get resource \"pods/" + subresource + "\"");
  }

  @Test
  void proxy_needsTheVerbOfTheMethodAlone() {
    rights.add("get");

    Answer answer = getAsJane(POD + "/proxy/");

    assertThat(verbs).containsExactly("get");
    assertThat(answer.code()).isEqualTo(503);
  }
}
