// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.ResourceType;
import dev.coracle.api.WatchOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A program that closes a cluster with all in use, in a JVM of its own: what does it say? */
final class BusyClusterProgram {

  private static final String EVERYTHING =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings}
      data: {a: "1"}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: nginx
              ports: [{containerPort: 80}]
              readinessProbe: {httpGet: {port: 80}, periodSeconds: 1}
              volumeMounts: [{name: settings, mountPath: /settings}]
            volumes: [{name: settings, configMap: {name: settings}}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: busy}
      spec:
        containers: [{name: busy, image: busybox, command: [sh, -c, "echo here; sleep 1000"]}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: web}
      spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
      """;

  private BusyClusterProgram() {}

  /** Closes when everything is open, while the Ingress is starting, or in the midst of a start. */
  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "everything is open" -> closeWhenAllIsOpen();
      case "an Ingress is starting" -> closeAtOnce();
      default -> failToStart();
    }
    System.out.println("closed");
  }

  private static void closeWhenAllIsOpen() throws IOException, InterruptedException {
    try (Cluster cluster = Cluster.start()) {
      cluster.apply(EVERYTHING);
      useEverything(cluster.awaitReady());
    }
  }

  private static void closeAtOnce() {
    try (Cluster cluster = Cluster.start()) {
      cluster.apply(EVERYTHING);
    }
  }

  /** The port of the tunnel is found to be taken while the network is on its way. */
  private static void failToStart() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      for (int i = 0; i < 5; i++) {
        ClusterBuilder builder = Cluster.builder().tunnelPort(taken.getLocalPort());
        try (Cluster started = builder.start()) {
          System.out.println(started + " has started");
        } catch (IllegalStateException expected) {
          continue;
        }
      }
    }
  }

  private static void useEverything(Cluster cluster) throws IOException, InterruptedException {
    cluster.client().watch(ResourceType.PODS, WatchOptions.since("0"), () -> {});
    HttpClient outside = HttpClient.newHttpClient();
    stream(cluster, outside, "/api/v1/pods?watch=true");
    stream(cluster, outside, "/api/v1/namespaces/default/pods/busy/log?follow=true");
    cluster.httpClient().send(get("http://web.default/"), BodyHandlers.ofString());
    Thread exec = new Thread(() -> cluster.exec("busy", "sleep", "1000"), "exec");
    exec.setUncaughtExceptionHandler((thread, ended) -> {});
    exec.setDaemon(true);
    exec.start();
    cluster.httpsUrl();
  }

  private static void stream(Cluster cluster, HttpClient client, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(cluster.httpUrl() + path))
            .header("Authorization", "Bearer " + cluster.token())
            .build();
    InputStream opened = client.send(request, BodyHandlers.ofInputStream()).body();
    opened.read();
  }

  private static HttpRequest get(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }
}
