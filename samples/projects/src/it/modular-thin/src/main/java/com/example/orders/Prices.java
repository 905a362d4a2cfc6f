// SPDX-License-Identifier: Apache-2.0

package com.example.orders;

import static dev.coracle.program.Programs.http;

import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A cluster in a program. */
public final class Prices {

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: prices, labels: {app: prices}}
      spec:
        containers: [{name: prices, image: "prices:1", ports: [{containerPort: 80}]}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: prices}
      spec: {selector: {app: prices}, ports: [{port: 80}]}
      """;

  private Prices() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    try (Cluster cluster = Cluster.start()) {
      cluster.images().add("prices:1", http("3 euro"));
      cluster.apply(POD).awaitReady();
      URI tea = URI.create("http://prices.default.svc.cluster.local/tea");
      System.out.println(
          cluster
              .httpClient()
              .send(HttpRequest.newBuilder(tea).build(), BodyHandlers.ofString())
              .body());
    }
  }
}
