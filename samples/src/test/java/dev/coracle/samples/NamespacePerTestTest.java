// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static dev.coracle.assertj.CoracleAssertions.assertThat;
import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.junit.TestNamespace;
import dev.coracle.testing.Cluster;
import org.junit.jupiter.api.Test;

/**
 * Tests that share one cluster, with each other and with other classes that ask for one like it,
 * and do not meet: each works in a namespace of its own, where names and manifests are that say
 * none.
 */
@MiniCluster(shared = true, namespace = TestNamespace.PER_METHOD)
class NamespacePerTestTest {

  private static final String GREETER =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: greeter}
      spec:
        replicas: 2
        selector: {matchLabels: {app: greeter}}
        template:
          metadata: {labels: {app: greeter}}
          spec:
            containers:
            - name: greeter
              image: samples/greeter:1
              ports: [{containerPort: 8080}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: greeter}
      spec:
        selector: {app: greeter}
        ports: [{port: 80, targetPort: 8080}]
      """;

  @Test
  void greeter_answers(Cluster cluster) {
    cluster.images().add("samples/greeter:1", http("hello"));

    cluster.apply(GREETER).awaitReady();

    assertThat(cluster.service("greeter").get("/").body()).isEqualTo("hello");
    assertThat(cluster).service("greeter").reachesAll();
  }

  @Test
  void greeterWithoutPods_isRefused(Cluster cluster) {
    cluster.images().add("samples/greeter:1", http("hello"));
    cluster.apply(GREETER).awaitReady();

    cluster.scale("deployment/greeter", 0);
    cluster.await("no Pod serves", c -> c.pods("app=greeter").isEmpty()).settle();

    assertThat(cluster).service("greeter").refuses();
    assertThat(cluster.namespace())
        .startsWith("namespace-per-test-test-greeter-without-pods-is-refused-");
  }
}
