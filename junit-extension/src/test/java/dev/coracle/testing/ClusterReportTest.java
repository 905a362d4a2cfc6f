// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.http;
import static dev.coracle.program.Programs.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ResourceType;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a report and a vain wait say of the usual mistakes. */
class ClusterReportTest {

  private final Cluster cluster = Cluster.builder().virtualTime().start();

  @BeforeEach
  void addImages() {
    cluster.images().add("shop/orders:1", http("hello"));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static String pod(String spec) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: " + spec;
  }

  private static String container(String rest) {
    return pod("{containers: [{name: main, image: 'shop/orders:1', %s}]}".formatted(rest));
  }

  private static String service(String spec) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: orders}\nspec: " + spec + "\n";
  }

  private String summary(String manifest, Duration later) {
    cluster.apply(manifest).settle();
    cluster.advance(later);
    return cluster.report().summary();
  }

  private String summary(String manifest) {
    return summary(manifest, Duration.ofSeconds(1));
  }

  @Test
  void clusterInOrder_hasNothingToSay() {
    String summary = summary(container("ports: [{containerPort: 8080}]"));

    assertThat(summary)
        .isEqualTo(
            """
            Coracle cluster, nodes [node-1]
            Nothing is wrong that the cluster knows of.
            """);
  }

  @Test
  void containerThatThrows_isToldWithItsException() {
    cluster
        .images()
        .add(
            "shop/orders:1",
            context -> {
              throw new IllegalStateException("no DATABASE_URL", new IOException("disk is full"));
            });

    String summary = summary(container("env: []"));

    assertThat(summary.replaceAll("\\(ClusterReportTest.java:\\d+\\)", "(...)"))
        .isEqualTo(
            """
            Coracle cluster, nodes [node-1]
            What is wrong
              Pod default/web
                container main: CrashLoopBackOff, 1 restart, exit code 1 (Error)
                  its log:
                    java.lang.IllegalStateException: no DATABASE_URL
                        at dev.coracle.testing.ClusterReportTest.lambda$containerThatThrows_isToldWithItsException$0(...)
                    Caused by: java.io.IOException: disk is full
            """);
  }

  @Test
  void containerThatEnds_isToldWithItsLastLines() {
    cluster
        .images()
        .add(
            "shop/orders:1",
            context -> {
              for (int i = 1; i <= 9; i++) {
                context.stdout().println("line " + i);
              }
              context.exit(3);
            });

    String summary = summary(container("env: []"));

    assertThat(summary)
        .contains(
            """
              Pod default/web
                container main: CrashLoopBackOff, 1 restart, exit code 3 (Error)
                  its log:
                    line 6
                    line 7
                    line 8
                    line 9
            """);
  }

  @Test
  void podsOfOneWorkload_areToldOnce() {
    cluster.images().add("shop/orders:1", http(503));
    String deployment =
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
              - name: main
                image: shop/orders:1
                ports: [{containerPort: 8080}]
                readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
        """;

    String summary = summary(deployment, Duration.ofSeconds(4));

    assertThat(summary.replaceAll("web-\\w+-\\w+", "web-N"))
        .isEqualTo(
            """
            Coracle cluster, nodes [node-1]
            What is wrong
              Pod default/web-N (and 2 more, likewise)
                container main runs, and is not ready
                Unhealthy (x5): Readiness probe failed: HTTP probe failed with statuscode: 503
            """);
  }

  @Test
  void probeOfAPortWithoutServer_isToldWithThePortsThatThereAre() {
    String summary =
        summary(
            container(
                "ports: [{containerPort: 8080}],"
                    + " readinessProbe: {tcpSocket: {port: 8081}, periodSeconds: 60}"));

    assertThat(summary)
        .contains(
            """
              Pod default/web
                container main runs, and is not ready
                  its readinessProbe asks port 8081, where nothing listens (it declares 8080)
                Unhealthy: Readiness probe failed: dial tcp\
            """);
  }

  @Test
  void podThatMissesAConfigMap_saysWhich() {
    assertThat(summary(container("envFrom: [{configMapRef: {name: settings}}]")))
        .contains(
            "  Pod default/web: container main: CreateContainerConfigError: configmap"
                + " \"settings\" not found\n");
  }

  @Test
  void podThatMissesAVolume_saysWhich() {
    String spec =
        "{containers: [{name: main, image: 'shop/orders:1'}],"
            + " volumes: [{name: keys, secret: {secretName: absent}}]}";

    assertThat(summary(pod(spec), Duration.ZERO))
        .contains(
            "  Pod default/web: FailedMount: MountVolume.SetUp failed for volume \"keys\" : secret"
                + " \"absent\" not found\n");
  }

  @Test
  void podForWhichThereIsNoNode_saysWhy() {
    String spec = "{nodeSelector: {disk: ssd}, containers: [{name: main, image: 'shop/orders:1'}]}";

    assertThat(summary(pod(spec)))
        .contains(
            "  Pod default/web: not scheduled: 0/1 nodes are available: 1 node(s) didn't match"
                + " Pod's node affinity/selector.");
  }

  @Test
  void programThatTheImageLacks_isNamedWithTheRemedy() {
    assertThat(summary(pod("{containers: [{name: main, image: busybox, command: [migrate]}]}")))
        .contains(
            "  Pod default/web: container main: CrashLoopBackOff, 1 restart, exit code 128"
                + " (StartError): exec: \"migrate\": executable file not found in $PATH (the image"
                + " has no such program: give it one among the executables of its Image");
  }

  @Test
  void serverThatListensNowhere_saysSo() {
    cluster.images().add("shop/orders:1", tcp((socket, context) -> {}));

    assertThat(summary(container("env: []")))
        .contains(
            "  Pod default/web: ListensNowhere: the program tcp(...) listens on the TCP ports that"
                + " its container declares, and main declares none: declare a containerPort, or"
                + " use tcpOn(PORT, ...)\n");
  }

  @Test
  void replicaSetThatMayMakeNoPods_saysWhy() {
    String summary =
        summary(
            """
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  serviceAccountName: nobody
                  containers: [{name: main, image: nginx}]
            """);

    assertThat(summary)
        .contains("ReplicaSet default/web: FailedCreate")
        .contains("serviceaccount \"nobody\" not found");
  }

  @Test
  void standIn_isLoudAndGuessesWhatWasMeant() {
    String summary = summary(pod("{containers: [{name: main, image: 'shop/order:1'}]}"));

    assertThat(summary)
        .isEqualTo(
            """
            Coracle cluster, nodes [node-1]
            Stand-ins run, which answer and do nothing else that the real images do
              Image "shop/order:1" is not registered: its Pod runs a stand-in; did you mean "shop/orders:1"? (Pod web)
            """);
  }

  @Test
  void serviceWhoseSelectorIsNearlyRight_saysWhichLabelDiffers() {
    String manifest = container("env: []") + "\n---\n";

    assertThat(summary(manifest + service("{selector: {app: wep}, ports: [{port: 80}]}")))
        .contains(
            "  Service default/orders: its selector app=wep matches no Pod; Pod web has"
                + " app=web\n");
    assertThat(summary(service("{selector: {name: web}, ports: [{port: 80}]}")))
        .contains("its selector name=web matches no Pod; Pod web has app=web\n");
    assertThat(summary(service("{selector: {app: billing}, ports: [{port: 80}]}")))
        .contains("its selector app=billing matches no Pod\n");
  }

  @Test
  void serviceWhosePodsAreInAnotherNamespace_saysInWhich() {
    cluster.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}");
    cluster.inNamespace("shop").apply(container("env: []"));

    assertThat(summary(service("{selector: {app: web}, ports: [{port: 80}]}")))
        .contains("matches no Pod; Pod web in namespace shop has these labels\n");
  }

  @Test
  void serviceWithAPortThatNoContainerServes_saysWhichThereAre() {
    String manifest = container("ports: [{name: http, containerPort: 8080}]") + "\n---\n";

    assertThat(
            summary(
                manifest + service("{selector: {app: web}, ports: [{port: 80, targetPort: web}]}")))
        .contains(
            "  Service default/orders: port 80: targetPort \"web\" is no port of its Pods (they"
                + " declare http 8080)\n");
    assertThat(summary(service("{selector: {app: web}, ports: [{port: 80, targetPort: 8081}]}")))
        .contains(
            "  Service default/orders: port 80: targetPort 8081: none of its Pods listens there"
                + " (they declare http 8080)\n");
  }

  @Test
  void ingressThatLeadsNowhere_saysWhy() {
    String manifest =
        container("ports: [{containerPort: 8080}]")
            + "\n---\n"
            + service("{selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}")
            + """
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: shop}
            spec:
              rules:
              - host: shop.example.com
                http:
                  paths:
                  - {path: /, pathType: Prefix, backend: {service: {name: orders, port: {number: 80}}}}
                  - {path: /x, pathType: Prefix, backend: {service: {name: orders, port: {number: 81}}}}
                  - {path: /y, pathType: Prefix, backend: {service: {name: absent, port: {number: 80}}}}
            """;

    String summary = summary(manifest);

    assertThat(summary)
        .endsWith(
            """
              Ingress default/shop
                shop.example.com/x -> orders:81: the Service has no such port (its ports: 80)
                shop.example.com/y -> absent:80: there is no such Service
            """);
    assertThat(cluster.report().toString())
        .containsPattern(
            "\nIngresses\n  default/shop at [0-9.]+ shop.example.com/ -> orders:80"
                + " \\(1 ready endpoints\\)\n");
  }

  @Test
  void manyMistakes_stillFitOnAScreen() {
    for (int i = 0; i < 60; i++) {
      cluster.apply(
          pod("{containers: [{name: main, image: 'shop/orders:1', envFrom: [{configMapRef: {name:"
                  + " settings}}, {secretRef: {name: keys}}]}]}")
              .replace("name: web", "name: web-" + i));
    }
    cluster.settle();

    ClusterReport report = cluster.report();

    assertThat(report.summary().lines().count()).isBetween(30L, 41L);
    assertThat(report.summary()).contains("more lines, below\n");
    assertThat(report.toString()).contains("All that is wrong\n").contains("  Pod default/web-59");
  }

  @Test
  void probesThatRepeat_areFolded() {
    cluster.apply(
        container(
            "ports: [{containerPort: 8080}],"
                + " readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}"));

    cluster.settle().advance(Duration.ofSeconds(36));

    assertThat(cluster.report().toString())
        .containsPattern("Connections\n  .*:8080/tcp .*\\(x37\\)\n");
  }

  @Test
  void vainWait_endsWithTheReasons() {
    cluster.apply(container("envFrom: [{configMapRef: {name: settings}}]"));

    assertThatThrownBy(() -> cluster.awaitReady(Duration.ofSeconds(3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            """
            not ready after 3 s: Pod default/web: phase Pending, not ready
              Pod default/web: container main: CreateContainerConfigError: configmap "settings" not found\
            """);
  }

  @Test
  void waitWhereNobodyMakesAnythingReady_isRefusedAtOnce() {
    try (Cluster bare = Cluster.builder().controlPlaneOnly().start()) {
      bare.apply(container("env: []"));

      assertThatThrownBy(bare::awaitReady)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Pod default/web: phase Pending, not ready, and nobody makes it so in a cluster that"
                  + " is control plane only (expected: a cluster with nodes, built without"
                  + " controlPlaneOnly(); or write its status in the test, and then wait)");
      assertThat(bare.get(ResourceType.PODS, "web").name()).isEqualTo("web");
    }
  }
}
