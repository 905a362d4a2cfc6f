// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.kubelet.Programs.http;
import static dev.coracle.kubelet.Programs.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** The cluster as a whole, from a manifest to an answer. */
final class ClusterTest {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: web:1
              ports: [{containerPort: 8080}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {app: web}
        ports: [{port: 80, targetPort: 8080}]
      """;

  @Test
  void service_answersUnderItsClusterName() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("web:1", http(request -> text("hello")));
      cluster.apply(WEB).awaitReady();

      HttpResponse<String> answer =
          cluster
              .httpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://web.default.svc.cluster.local/"))
                      .build(),
                  BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("hello");
    }
  }
}
