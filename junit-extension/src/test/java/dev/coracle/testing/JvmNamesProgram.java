// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.http;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.network.NetworkPlan;
import dev.coracle.program.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A program that looks names up as any other does, in a JVM of its own, and says what it found. */
final class JvmNamesProgram {

  private static final int PORT = 18080;
  private static final String FULL = "orders.default.svc.cluster.local";

  private static final String ORDERS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: orders}
      spec:
        selector: {matchLabels: {app: orders}}
        template:
          metadata: {labels: {app: orders}}
          spec: {containers: [{name: orders, image: orders, ports: [{containerPort: 8080}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: orders}
      spec: {selector: {app: orders}, ports: [{port: 18080, targetPort: 8080}]}
      """;

  private static final String FRONT =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: front, namespace: shop, labels: {app: front}}
      spec: {containers: [{name: front, image: front, ports: [{containerPort: 8080}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: front, namespace: shop}
      spec: {selector: {app: front}, ports: [{port: 18080, targetPort: 8080}]}
      """;

  private static final String INGRESS =
      """
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: shop}
      spec:
        rules:
          - host: shop.example.test
            http:
              paths:
                - path: /
                  pathType: Prefix
                  backend: {service: {name: orders, port: {number: 18080}}}
      """;

  private JvmNamesProgram() {}

  /** Runs the scenarios that are named. */
  public static void main(String[] scenarios) throws Exception {
    for (String scenario : scenarios) {
      say("# " + scenario);
      switch (scenario) {
        case "one cluster" -> oneCluster();
        case "a Service made after a failed lookup" -> lateService();
        case "threads of a Pod" -> podThreads();
        case "two clusters in parallel" -> parallel();
        case "threads of none" -> strangers();
        case "virtual addresses" -> virtual();
        case "a hosts file" -> hostsFile();
        case "without names" -> withoutNames();
        default -> throw new IllegalArgumentException(scenario);
      }
    }
  }

  private static Cluster start(ClusterBuilder builder, String answer) {
    Cluster cluster = builder.start();
    cluster.images().add("orders", http(request -> Response.text(answer)));
    return cluster.apply(ORDERS).awaitReady();
  }

  private static void oneCluster() throws IOException {
    try (Cluster cluster = start(Cluster.builder(), "one")) {
      say(String.valueOf(cluster.report()).contains("InetAddress does not") ? "silent" : "asked");
      say("orders: " + get("orders"));
      say("orders.default: " + get("orders.default"));
      say(FULL + ": " + get(FULL));
      InetAddress address = InetAddress.getByName("orders");
      say("by address: " + InetAddress.getByAddress(address.getAddress()).getHostName());
      cluster.hosts().add("api.example.test", address);
      say("api.example.test: " + get("api.example.test"));
      cluster.apply(INGRESS).awaitReady();
      String shop = UTF_8.decode(cluster.get(ResourceType.INGRESSES, "shop").json()).toString();
      say("shop.example.test: " + (shop.contains(find("shop.example.test")) ? "Ingress" : ""));
      say("localhost: " + find("localhost"));
      say(find("nowhere.test"));
    }
    say(find("orders"));
  }

  private static void lateService() throws IOException {
    try (Cluster cluster = start(Cluster.builder(), "late")) {
      cluster.client().delete(ResourceType.SERVICES, ObjectKey.of("default", "orders"));
      cluster.settle();
      say(find(FULL));
      say(find("orders"));
      cluster.apply(ORDERS).awaitReady();
      say(FULL + ": " + get(FULL));
      say("orders: " + get("orders"));
    }
  }

  private static void podThreads() throws IOException {
    try (Cluster cluster = start(Cluster.builder(), "mine");
        Cluster other = start(Cluster.builder(), "other")) {
      cluster.images().add("front", http(request -> Response.text(inPod(request.path()))));
      cluster.apply(FRONT).awaitReady();
      InetSocketAddress front = cluster.addressOf("shop/front", PORT);
      say("front: " + get(front, "/front"));
      say("orders.default: " + get(front, "/orders.default"));
      say(get(front, "/orders"));
      say("others: " + other.nodes().size());
    }
  }

  /** What a thread finds that code of a Pod has made, as client libraries do. */
  private static String inPod(String path) {
    String name = path.substring(1);
    StringBuilder found = new StringBuilder();
    Thread child =
        new Thread(
            () -> {
              try {
                String address = InetAddress.getByName(name).getHostAddress();
                found.append(name.equals("front") ? address.startsWith("127.") : get(name));
              } catch (IOException e) {
                found.append(e.getMessage());
              }
            });
    child.start();
    try {
      child.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return found.toString();
  }

  private static void parallel() throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Future<String> one = threads.submit(work("one"));
    Future<String> two = threads.submit(work("two"));
    say(one.get() + ", " + two.get());
    threads.shutdown();
  }

  private static Callable<String> work(String name) {
    return () -> {
      try (Cluster cluster = start(Cluster.builder(), name)) {
        int mine = 0;
        for (int i = 0; i < 50; i++) {
          mine += get("orders").equals(name) && get(FULL).equals(name) ? 1 : 0;
        }
        return mine + " times " + name + " of " + cluster.nodes().size() + " node";
      }
    };
  }

  private static void strangers() throws Exception {
    ExecutorService early = Executors.newFixedThreadPool(1);
    early.submit(() -> {}).get();
    try (Cluster one = start(Cluster.builder().clusterDomain("a.local"), "one");
        Cluster two = start(Cluster.builder(), "two");
        Cluster three = start(Cluster.builder(), "three")) {
      say("full: " + early.submit(() -> get("orders.default.svc.a.local")).get());
      say(early.submit(() -> find(FULL)).get().replaceAll("127\\.\\d+", "127.n"));
      say("claimed: " + early.submit(() -> claimed(two)).get() + claimed(three) + claimed(one));
    }
    early.shutdown();
  }

  private static String claimed(Cluster cluster) throws IOException {
    Cluster.ThreadScope scope = cluster.claimThread();
    try (scope) {
      return get("orders");
    }
  }

  private static void virtual() {
    try (Cluster cluster = start(Cluster.builder().plan(NetworkPlan.VIRTUAL), "virtual")) {
      say(find("orders"));
      say(find(FULL).replaceAll("198\\.18[.\\d]*/", "198.18.n/") + cluster.nodes().size());
    }
  }

  private static void hostsFile() throws IOException {
    try (Cluster cluster = Cluster.start()) {
      cluster.writeHostsFile(Path.of(System.getProperty("jdk.net.hosts.file")));
      say("localhost: " + find("localhost"));
      say(find("orders").replaceAll(" in hosts file .*", ""));
      cluster.images().add("orders", http("by the file"));
      cluster.apply(ORDERS).awaitReady();
      say("orders: " + get("orders"));
      say(FULL + ": " + get(FULL));
      URI url = cluster.url("orders");
      say(url + ": " + get(new InetSocketAddress(url.getHost(), url.getPort()), "/"));
    }
  }

  private static void withoutNames() {
    try (Cluster cluster = start(Cluster.builder(), "silent")) {
      say(find("orders"));
      say("localhost: " + find("localhost"));
      say(cluster.report().toString().replaceAll("(?s).*(InetAddress does not know).*", "$1"));
    }
  }

  private static String find(String name) {
    try {
      return InetAddress.getByName(name).getHostAddress();
    } catch (UnknownHostException e) {
      return String.valueOf(e.getMessage()).replaceAll("127\\.\\d+", "127.n");
    }
  }

  private static String get(String host) throws IOException {
    return get(new InetSocketAddress(host, PORT), "/");
  }

  private static String get(InetSocketAddress address, String path) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address);
      socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(US_ASCII));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))
          .lines()
          .reduce("", (first, last) -> last);
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
