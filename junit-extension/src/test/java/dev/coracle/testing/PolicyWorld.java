// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.NAMESPACES;
import static dev.coracle.api.ResourceType.NETWORK_POLICIES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.SERVICES;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.Programs;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The world of Kubernetes' end-to-end tests of network policies: namespaces x, y and z, in each the
 * Pods a, b and c, which serve ports 80 and 81 over TCP and UDP, each with a Service of its own.
 *
 * <p>{@link #matrix} says who reaches whom, as those tests print it: a row for each sender, {@code
 * .} where it gets through and {@code X} where not.
 *
 * @see <a href=
 *     "https://github.com/kubernetes/kubernetes/tree/v1.34.0/test/e2e/network/netpol">netpol</a>
 */
final class PolicyWorld implements AutoCloseable {

  static final List<String> PODS_OF_ALL =
      List.of("x/a", "x/b", "x/c", "y/a", "y/b", "y/c", "z/a", "z/b", "z/c");

  private static final String IMAGE = "netpol:1";
  private static final List<Integer> PATIENCE = List.of(150, 600, 2400);
  private static final String POD_AND_SERVICE =
      """
      apiVersion: v1
      kind: Pod
      metadata: {namespace: 'NS', name: POD, labels: {pod: POD}}
      spec:
        containers:
        - name: serve
          image: netpol:1
          ports:
          - {name: serve-80-tcp, containerPort: 80}
          - {name: serve-81-tcp, containerPort: 81}
          - {name: serve-80-udp, containerPort: 80, protocol: UDP}
          - {name: serve-81-udp, containerPort: 81, protocol: UDP}
      ---
      apiVersion: v1
      kind: Service
      metadata: {namespace: 'NS', name: s-POD}
      spec:
        selector: {pod: POD}
        ports:
        - {name: tcp-80, port: 80}
        - {name: tcp-81, port: 81}
        - {name: udp-80, port: 80, protocol: UDP}
        - {name: udp-81, port: 81, protocol: UDP}
      """;

  final Cluster cluster = Cluster.builder().virtualTime().nodes(2).start();
  private final Map<String, ContainerContext> contexts = new ConcurrentHashMap<>();

  PolicyWorld() {
    cluster.images().add(IMAGE, this::serve);
    for (String pod : PODS_OF_ALL) {
      String[] names = pod.split("/");
      cluster.apply(
          "apiVersion: v1\nkind: Namespace\nmetadata: {name: '%s'}\n---\n".formatted(names[0])
              + POD_AND_SERVICE.replace("NS", names[0]).replace("POD", names[1]));
    }
    cluster.settle();
  }

  private void serve(ContainerContext context) throws Exception {
    contexts.put(context.pod().namespace() + "/" + context.pod().name(), context);
    for (int port : List.of(80, 81)) {
      Programs.tcpOn(port, (socket, own) -> socket.close()).start(context);
      Programs.udpOn(port, text -> text).start(context);
    }
  }

  /** Applies policies, written as {@code x/name {spec}; y/other {spec}}. */
  PolicyWorld apply(String policies) {
    for (String policy : policies.split(";")) {
      String[] parts = policy.strip().split("[/ ]", 3);
      cluster.apply(
          """
          apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: {namespace: '%s', name: '%s'}
          spec: %s
          """
              .formatted(parts[0], parts[1], parts[2]));
    }
    cluster.settle();
    return this;
  }

  PolicyWorld delete(String policy) {
    KubeObject unused = cluster.client().delete(NETWORK_POLICIES, key(policy));
    cluster.settle();
    return this;
  }

  void deleteAll() {
    for (KubeObject policy : cluster.client().list(NETWORK_POLICIES, ListOptions.ALL).items()) {
      KubeObject unused = cluster.client().delete(NETWORK_POLICIES, policy.key());
    }
    cluster.settle();
  }

  void labelPod(String pod, String label, String value) {
    label(PODS, key(pod), label, value);
  }

  void labelNamespace(String namespace, String label, String value) {
    label(NAMESPACES, ObjectKey.cluster(namespace), label, value);
  }

  private void label(ResourceType type, ObjectKey key, String label, String value) {
    Patch patch =
        Patch.merge(
            tree -> {
              ObjectNode labels = Json.objectAt(tree, "metadata", "labels");
              if (value.isEmpty()) {
                labels.putNull(label);
              } else {
                labels.put(label, value);
              }
            });
    KubeObject unused = cluster.client().patch(type, key, patch);
    cluster.settle();
  }

  String addressOf(String pod) {
    return cluster.client().get(PODS, key(pod)).text("status", "podIP");
  }

  private static ObjectKey key(String name) {
    return ObjectKey.of(
        name.substring(0, name.indexOf('/')), name.substring(name.indexOf('/') + 1));
  }

  /**
   * Who reaches whose Service at a port such as {@code 80} or {@code 81/udp}. A datagram that is
   * lost cannot be told from one whose answer is late, so what is not as expected is looked at
   * again with more patience.
   */
  String matrix(String port, String expected) {
    for (int millis : PATIENCE) {
      String matrix = matrix(port, millis);
      if (matrix.equals(expected) || !port.endsWith("/udp")) {
        return matrix;
      }
    }
    return matrix(port, PATIENCE.get(PATIENCE.size() - 1));
  }

  String matrix(String port) {
    return matrix(port, PATIENCE.get(0));
  }

  private String matrix(String port, int millis) {
    List<String> lines = new ArrayList<>();
    for (String from : PODS_OF_ALL) {
      StringBuilder line = new StringBuilder(from);
      for (String to : PODS_OF_ALL) {
        line.append(from.equals(to) || reaches(from, to, port, millis) ? " ." : " X");
      }
      lines.add(line.toString());
    }
    return String.join("\n", lines);
  }

  /**
   * What the matrix shall be: everybody reaches everybody but for what the words say, each in its
   * turn: {@code -*>x/a} takes ways away, {@code +y/*>x/a} gives some back.
   */
  static String expected(String words) {
    List<String> lines = new ArrayList<>();
    for (String from : PODS_OF_ALL) {
      StringBuilder line = new StringBuilder(from);
      for (String to : PODS_OF_ALL) {
        line.append(from.equals(to) || isOpen(from, to, words) ? " ." : " X");
      }
      lines.add(line.toString());
    }
    return String.join("\n", lines);
  }

  private static boolean isOpen(String from, String to, String words) {
    boolean open = true;
    for (String word : words.isBlank() ? new String[0] : words.strip().split(" +")) {
      String[] ends = word.substring(1).split(">");
      if (isMeant(ends[0], from) && isMeant(ends[1], to)) {
        open = word.startsWith("+");
      }
    }
    return open;
  }

  private static boolean isMeant(String pattern, String pod) {
    return pattern.equals("*")
        || pattern.equals(pod)
        || pattern.endsWith("/*") && pod.startsWith(pattern.substring(0, 2));
  }

  private boolean reaches(String from, String to, String port, int millis) {
    ObjectKey pod = key(to);
    String address =
        cluster
            .client()
            .get(SERVICES, ObjectKey.of(pod.namespace(), "s-" + pod.name()))
            .text("spec", "clusterIP");
    int number = Integer.parseInt(port.replace("/udp", ""));
    try {
      if (port.endsWith("/udp")) {
        exchange(context(from), new InetSocketAddress(address, number), millis);
      } else {
        context(from).connect(address, number, Duration.ofSeconds(3)).close();
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException(from + " to " + to + ": " + e, e);
    }
  }

  private ContainerContext context(String pod) {
    return contexts.get(pod);
  }

  private static void exchange(ContainerContext context, InetSocketAddress to, int millis)
      throws IOException {
    try (DatagramSocket socket = context.datagramSocket()) {
      byte[] question = {'?'};
      socket.setSoTimeout(millis);
      socket.send(new DatagramPacket(question, question.length, to));
      socket.receive(new DatagramPacket(new byte[16], 16));
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
