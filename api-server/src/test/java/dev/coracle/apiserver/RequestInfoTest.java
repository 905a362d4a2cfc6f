// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.auth.RequestInfo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known of a request before its body is read, whichever way it comes. */
class RequestInfoTest {

  private static final ObjectKey KEY = ObjectKey.of("default", "a");

  private final List<RequestInfo> asked = new CopyOnWriteArrayList<>();
  private final Set<String> verbs = ConcurrentHashMap.newKeySet();
  private final SystemTime time = new SystemTime();
  private final ApiServer server =
      new ApiServer(ApiServerOptions.STANDARD.withAuthorizer(this::refuse), time);
  private final String token = server.serviceAccountToken("default", "tester");

  private boolean refuse(RequestInfo request) {
    asked.add(request);
    return verbs.contains(request.verb());
  }

  @AfterEach
  void stop() {
    server.close();
    time.close();
  }

  private String inProcess(Consumer<KubeClient> request) {
    try {
      request.accept(server.client("system:serviceaccount:default:tester"));
    } catch (ApiException refused) {
      return String.valueOf(refused.getMessage());
    }
    return "";
  }

  private HttpResponse<String> overHttp(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.httpUrl() + path))
            .header("Authorization", "Bearer " + token)
            .header("User-Agent", "kubectl/v1.36.0")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  /** The part that does not depend on the program and the moment. */
  private static List<Object> parts(RequestInfo info) {
    return List.of(
        info.user(),
        info.verb(),
        info.group(),
        info.version(),
        info.resource(),
        info.subresource(),
        info.namespace(),
        info.name(),
        info.path());
  }

  private void assertSame(Consumer<KubeClient> call, String method, String path)
      throws IOException, InterruptedException {
    asked.clear();
    String message = inProcess(call);
    HttpResponse<String> answer = overHttp(method, path, "");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body().replace("\\", "")).contains(message);
    assertThat(asked).hasSize(2);
    assertThat(parts(asked.get(0))).isEqualTo(parts(asked.get(1)));
  }

  @Test
  void bothTransports_makeTheSameRequest() throws IOException, InterruptedException {
    String maps = "/api/v1/namespaces/default/configmaps";
    KubeObject map = KubeObject.of(CONFIG_MAPS, KEY);
    Patch patch = Patch.merge(tree -> tree.putObject("data"));

    assertSame(c -> c.get(CONFIG_MAPS, KEY), "GET", maps + "/a");
    assertSame(c -> c.list(CONFIG_MAPS, ListOptions.inNamespace("default")), "GET", maps);
    assertSame(c -> c.list(DEPLOYMENTS, ListOptions.ALL), "GET", "/apis/apps/v1/deployments");
    assertSame(c -> c.create(CONFIG_MAPS, map), "POST", maps);
    assertSame(c -> c.update(CONFIG_MAPS, map), "PUT", maps + "/a");
    assertSame(c -> c.patch(CONFIG_MAPS, KEY, patch), "PATCH", maps + "/a");
    assertSame(c -> c.delete(CONFIG_MAPS, KEY), "DELETE", maps + "/a");
    assertSame(
        c -> c.update(DEPLOYMENTS, KubeObject.of(DEPLOYMENTS, KEY), WriteOptions.STATUS),
        "PUT",
        "/apis/apps/v1/namespaces/default/deployments/a/status");
  }

  @Test
  void whoMayNotAsk_learnsNothingFromTheBody() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        overHttp("POST", "/api/v1/namespaces/default/configmaps?dryRun=nonsense", "{");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(asked).extracting(RequestInfo::userAgent).containsExactly("kubectl/v1.36.0");
  }

  /** https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/handlers/update.go */
  @Test
  void whoMayOnlyReplace_makesNothingNew() throws IOException, InterruptedException {
    verbs.add("update");
    String path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/a";

    HttpResponse<String> answer = overHttp("PUT", path, "{\"metadata\":{\"name\":\"a\"}}");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body().replace("\\", ""))
        .contains(
            "leases.coordination.k8s.io \"a\" is forbidden: User"
                + " \"system:serviceaccount:default:tester\" cannot create resource \"leases\" in"
                + " API group \"coordination.k8s.io\" in the namespace \"default\"");
    verbs.add("create");
    assertThat(overHttp("PUT", path, "{\"metadata\":{\"name\":\"a\"}}").statusCode())
        .isEqualTo(201);
  }

  @Test
  void whoMayNotAsk_doesNotLearnWhatIsServed() throws IOException, InterruptedException {
    assertThat(overHttp("GET", "/apis/no.such.group/v1/things", "").statusCode()).isEqualTo(403);
  }
}
