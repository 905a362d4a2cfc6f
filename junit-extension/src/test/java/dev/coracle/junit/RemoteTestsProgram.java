// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.VersionApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Tests that run against the cluster of {@code coracle.kubeconfig}, and what becomes of each. */
final class RemoteTestsProgram {

  static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: 'web:1', ports: [{containerPort: 8080}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
      """;

  private RemoteTestsProgram() {}

  /** Not found by its name when all tests are looked for. */
  @MiniCluster(namespace = TestNamespace.PER_METHOD)
  static final class AnywhereCase {

    @Test
    void whatNeedsTheApi_runs(Cluster cluster, KubernetesClient fabric8) {
      cluster.apply(WEB).awaitReady();

      assertThat(cluster.isCoracle()).isFalse();
      assertThat(fabric8.pods().list().getItems()).hasSize(1);
      assertThat(cluster.service("web").get("/").body()).isEqualTo("hello");
    }

    @Test
    void clientThatKnowsNames_runs(Cluster cluster, HttpClient http, ApiClient official)
        throws Exception {
      cluster.apply(WEB).awaitReady("deploy/web");
      URI web = URI.create("http://web." + cluster.namespace() + "/");

      var answer = http.send(HttpRequest.newBuilder(web).build(), BodyHandlers.ofString());

      assertThat(answer.body()).isEqualTo("hello");
      assertThat(new VersionApi(official).getCode().execute().getMajor()).isEqualTo("1");
    }

    @Test
    void whatAddsImages_isSkipped(Cluster cluster) {
      cluster.images().add("web:2", context -> {});
    }

    @Test
    void whatFails_fails(Cluster cluster) {
      assertThat(cluster.find("deploy/web")).isPresent();
    }
  }

  /** Asks for what no other cluster has. */
  @MiniCluster(time = ClusterTime.VIRTUAL)
  static final class VirtualCase {

    @Test
    void virtualTime_isSkipped(Cluster cluster) {
      cluster.advance(Duration.ofSeconds(1));
    }
  }

  /** Prepares what no other cluster takes. */
  static final class PreparedCase {

    @RegisterExtension
    static final ClusterExtension CLUSTER =
        ClusterExtension.builder()
            .prepare(cluster -> cluster.images().add("web:1", context -> {}))
            .build();

    @Test
    void preparedCluster_isSkipped(Cluster cluster) {
      assertThat(cluster.nodes()).isNotEmpty();
    }
  }

  /** Runs them all, and says a line of each that has ended. */
  public static void main(String... arguments) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                DiscoverySelectors.selectClass(AnywhereCase.class),
                DiscoverySelectors.selectClass(VirtualCase.class),
                DiscoverySelectors.selectClass(PreparedCase.class))
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .build();
    LauncherFactory.create().execute(request, new Teller());
  }

  private static final class Teller implements TestExecutionListener {

    private static final Predicate<String> ENGINE = "JUnit Jupiter"::equals;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean told = test.isTest() || result.getThrowable().isPresent();
      if (told && !ENGINE.test(test.getDisplayName())) {
        String why = result.getThrowable().map(e -> ": " + e.getMessage()).orElse("");
        System.out.println(
            test.getDisplayName() + " " + result.getStatus() + why.lines().findFirst().orElse(""));
      }
    }
  }
}
