// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.scheduler;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.NODES;
import static dev.coracle.api.ResourceType.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.model.Pod;
import dev.coracle.api.model.ResourceList;
import dev.coracle.controller.manager.ControllerOptions;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Watches.class)
class SchedulerTest {

  private final ControllerTester cluster;

  SchedulerTest(Watches watches) {
    cluster = new ControllerTester(watches);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  /** A Pod with more members of its spec, in YAML flow style. */
  private void createPod(String name, String spec) {
    KubeObject ignored =
        cluster.create(
            PODS,
            """
            metadata: {name: %s, labels: {app: %s}}
            spec: {containers: [{name: main, image: app}]%s}
            """
                .formatted(name, name.replaceAll("-.*", ""), spec.isEmpty() ? "" : ", " + spec));
  }

  private Pod pod(String name) {
    return new Pod(cluster.get(PODS, name));
  }

  private String refusal(String name) {
    return pod(name).condition("PodScheduled").path("message").asString("");
  }

  private void createHungryPod(String name, String cpu) {
    KubeObject ignored =
        cluster.create(
            PODS,
            """
            metadata: {name: %s}
            spec:
              containers: [{name: main, image: app, resources: {requests: {cpu: '%s'}}}]
            """
                .formatted(name, cpu));
  }

  @Test
  void podThatFits_isBound() {
    cluster.addNode("node-1");

    createPod("web", "");

    assertThat(pod("web").nodeName()).isEqualTo("node-1");
    assertThat(pod("web").isTrue("PodScheduled")).isTrue();
    assertThat(cluster.events("Scheduled"))
        .containsExactly("Successfully assigned default/web to node-1");
  }

  @Test
  void podWithoutNodes_waitsForOne() {
    createPod("web", "");
    String refusal = refusal("web");

    cluster.addNode("node-1");

    assertThat(refusal).isEqualTo("no nodes available to schedule pods");
    assertThat(cluster.events("FailedScheduling")).containsExactly(refusal);
    assertThat(pod("web").nodeName()).isEqualTo("node-1");
  }

  @Test
  void podThatFindsNoRoom_saysSoAndIsBoundWhenThereIs() {
    cluster.addNode("node-1");
    createHungryPod("first", "3");

    createHungryPod("second", "2");
    var condition = pod("second").condition("PodScheduled");
    cluster.delete(PODS, "first");

    assertThat(condition.path("status").asString("")).isEqualTo("False");
    assertThat(condition.path("reason").asString("")).isEqualTo("Unschedulable");
    assertThat(condition.path("message").asString(""))
        .isEqualTo(
            "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption:"
                + " 0/1 nodes are available: 1 No preemption victims found for incoming pod.");
    assertThat(pod("second").nodeName()).isEqualTo("node-1");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          nodeSelector: {disk: nvme} | node(s) didn't match Pod's node affinity/selector
          affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: In, values: [nvme]}]}]}}} | node(s) didn't match Pod's node affinity/selector
          affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: db}}}]}} | node(s) didn't match pod affinity rules
          topologySpreadConstraints: [{maxSkew: 1, topologyKey: rack, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}] | node(s) didn't match pod topology spread constraints (missing required label)
          """)
  void podThatAsksForAnotherNode_isRefused(String spec, String reason) {
    cluster.addNode("node-1");

    createPod("web", spec);

    assertThat(refusal("web"))
        .isEqualTo(
            "0/1 nodes are available: 1 "
                + reason
                + ". no new claims to deallocate, preemption: 0/1 nodes are available:"
                + " 1 Preemption is not helpful for scheduling.");
  }

  @Test
  void taintAndCordon_areCountedApart() {
    cluster.addNode(
        "tainted",
        node ->
            node.putObject("spec")
                .putArray("taints")
                .addObject()
                .put("key", "gpu")
                .put("value", "yes")
                .put("effect", "NoSchedule"));
    cluster.addNode("cordoned", node -> node.putObject("spec").put("unschedulable", true));

    createPod("web", "");
    createPod("gpu", "tolerations: [{key: gpu, operator: Exists}]");

    assertThat(refusal("web"))
        .startsWith(
            "0/2 nodes are available: 1 node(s) had untolerated taint(s), 1 node(s) were"
                + " unschedulable. no new claims to deallocate, preemption:");
    assertThat(pod("gpu").nodeName()).isEqualTo("tainted");
  }

  @Test
  void uncordonedNode_takesWhatWaits() {
    cluster.addNode("node-1", node -> node.putObject("spec").put("unschedulable", true));
    createPod("web", "");

    cluster
        .client()
        .patch(
            NODES,
            ObjectKey.cluster("node-1"),
            Patch.merge(p -> p.putObject("spec").put("unschedulable", false)));
    cluster.settle();

    assertThat(pod("web").nodeName()).isEqualTo("node-1");
  }

  @Test
  void hostPort_isGivenOnce() {
    cluster.addNode("node-1");
    String port = "{name: side, image: app, ports: [{containerPort: 80, hostPort: 8080}]}";
    String yaml = "{metadata: {name: %s}, spec: {containers: [" + port + "]}}";

    KubeObject first = cluster.create(PODS, yaml.formatted("first"));
    KubeObject second = cluster.create(PODS, yaml.formatted("second"));

    assertThat(pod(first.name()).nodeName()).isEqualTo("node-1");
    assertThat(refusal(second.name()))
        .startsWith(
            "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod"
                + " ports.");
  }

  @Test
  void antiAffinity_keepsPodsApartBothWays() {
    cluster.addNode("node-1", ControllerTester.labels("kubernetes.io/hostname", "node-1"));
    createPod(
        "web-1",
        "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app:"
            + " web}}}]}}");

    createPod("web-2", "");

    assertThat(refusal("web-2"))
        .startsWith(
            "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity"
                + " rules.");
  }

  private static final String EVENLY =
      "topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname,"
          + " whenUnsatisfiable: DoNotSchedule, %s}]";

  @Test
  void spreadPods_waitForTheNodeThatHasTooFew() {
    cluster.addNode("node-1", ControllerTester.labels("kubernetes.io/hostname", "node-1"));
    cluster.addNode(
        "node-2",
        node -> {
          ControllerTester.labels("kubernetes.io/hostname", "node-2").accept(node);
          node.putObject("spec").put("unschedulable", true);
        });
    String spec = EVENLY.formatted("labelSelector: {matchLabels: {app: web}}");

    createPod("web-1", spec);
    createPod("web-2", spec);
    String refusal = refusal("web-2");
    cluster.patch(NODES, "node-2", "spec: {unschedulable: false}");

    assertThat(refusal)
        .startsWith(
            "0/2 nodes are available: 1 node(s) didn't match pod topology spread constraints,"
                + " 1 node(s) were unschedulable.");
    assertThat(pod("web-2").nodeName()).isEqualTo("node-2");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          labelSelector: {matchLabels: {app: web}}                                     | false
          labelSelector: {matchLabels: {app: other}}                                   | true
          matchLabelKeys: [], minDomains: 1                                            | true
          matchLabelKeys: [version], labelSelector: {matchLabels: {app: web}}          | true
          minDomains: 3, labelSelector: {matchLabels: {app: web}}                      | false
          """)
  void spreadPods_countTheirLike(String selection, boolean fits) {
    for (String name : new String[] {"node-1", "node-2"}) {
      cluster.addNode(name, ControllerTester.labels("kubernetes.io/hostname", name));
    }
    createPod("web-1", "nodeName: node-1");

    KubeObject ignored =
        cluster.create(
            PODS,
            """
            metadata: {name: web-2, labels: {app: web, version: b}}
            spec: {containers: [{name: main, image: app}], nodeSelector: {kubernetes.io/hostname: node-1}, %s}
            """
                .formatted(EVENLY.formatted("nodeAffinityPolicy: Ignore, " + selection)));

    assertThat(pod("web-2").isScheduled()).isEqualTo(fits);
  }

  @Test
  void podsThatWishToBeSpread_areSpreadOverZonesFirst() {
    for (String name : new String[] {"a1", "a2", "b1"}) {
      cluster.addNode(
          name, ControllerTester.labels("topology.kubernetes.io/zone", name.substring(0, 1)));
    }

    for (int i = 1; i <= 6; i++) {
      createPod(
          "web-" + i,
          "topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone,"
              + " whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}]");
    }

    Map<String, Long> perZone =
        cluster.pods().stream()
            .collect(
                Collectors.groupingBy(
                    p -> new Pod(p).nodeName().substring(0, 1), Collectors.counting()));
    assertThat(perZone).isEqualTo(Map.of("a", 3L, "b", 3L));
  }

  @Test
  void podsOfOneDeployment_areSpreadOverZonesAndNodes() {
    for (String name : new String[] {"a1", "a2", "b1"}) {
      cluster.addNode(
          name, ControllerTester.labels("topology.kubernetes.io/zone", name.substring(0, 1)));
    }

    KubeObject ignored =
        cluster.create(
            DEPLOYMENTS,
            """
            metadata: {name: web}
            spec:
              replicas: 6
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
            """);

    Map<String, Long> perNode =
        cluster.pods().stream()
            .collect(Collectors.groupingBy(p -> new Pod(p).nodeName(), Collectors.counting()));
    assertThat(perNode).isEqualTo(Map.of("a1", 2L, "a2", 2L, "b1", 2L));
  }

  @Test
  void otherSchedulersAndGates_areLeftAlone() {
    cluster.addNode("node-1");

    createPod("foreign", "schedulerName: mine");
    createPod("gated", "schedulingGates: [{name: example.com/wait}]");

    assertThat(pod("foreign").isScheduled()).isFalse();
    assertThat(pod("gated").isScheduled()).isFalse();
    assertThat(cluster.events("FailedScheduling")).isEmpty();
  }

  @Test
  void removedGate_letsThePodGo() {
    cluster.addNode("node-1");
    createPod("gated", "schedulingGates: [{name: example.com/wait}]");

    cluster.patch(PODS, "gated", "{spec: {schedulingGates: null}}");

    assertThat(pod("gated").nodeName()).isEqualTo("node-1");
  }

  @Test
  void requestsOfInitContainers_countWhereTheyAreMore() {
    Pod pod =
        new Pod(
            KubeObject.of(
                Json.parseObject(
                    """
                    {"spec": {"overhead": {"cpu": "100m"},
                      "initContainers": [
                        {"name": "mesh", "restartPolicy": "Always",
                         "resources": {"requests": {"cpu": "200m"}}},
                        {"name": "load", "resources": {"requests": {"cpu": "1"}}}],
                      "containers": [
                        {"name": "a", "resources": {"requests": {"cpu": "300m", "memory": "1Gi"}}}]
                    }}
                    """)));

    ResourceList requests = ResourceList.requestedBy(pod.spec());

    assertThat(requests.of("cpu").milliValue()).isEqualTo(1300);
    assertThat(requests.of("memory").longValue()).isEqualTo(1L << 30);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {name: v, persistentVolumeClaim: {claimName: data}}          | persistentvolumeclaim "data" not found
          {name: e, emptyDir: {}}, {name: v, persistentVolumeClaim: {claimName: data}} | persistentvolumeclaim "data" not found
          {name: a, persistentVolumeClaim: {claimName: one}}, {name: b, persistentVolumeClaim: {claimName: two}} | persistentvolumeclaim "one" not found
          {name: v, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}} | waiting for ephemeral volume controller to create the persistentvolumeclaim "web-v"
          """)
  void podWithoutItsClaim_waits(String volumes, String missing) {
    cluster.addNode("node-1").addNode("node-2");

    createPod("web", "volumes: [" + volumes + "]");

    String message = "0/2 nodes are available: " + missing + ". not found";
    assertThat(pod("web").isScheduled()).isFalse();
    assertThat(pod("web").condition("PodScheduled").path("reason").asString(""))
        .isEqualTo("Unschedulable");
    assertThat(refusal("web")).isEqualTo(message);
    assertThat(cluster.events("FailedScheduling")).containsExactly(message);
    assertThat(cluster.events("VolumeNotSupported"))
        .containsExactly(
            missing
                + ": Coracle has no persistent volumes; remove the volume, or have an empty"
                + " directory in its place with unsupportedVolumes(EMPTY)");
  }

  @Test
  void podWithoutItsClaim_isToldOfItsNodesFirst() {
    createPod("web", "volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]");

    assertThat(refusal("web")).isEqualTo("no nodes available to schedule pods");
    assertThat(cluster.events("VolumeNotSupported")).isEmpty();
  }

  @Test
  void podWhoseClaimIsNotNeeded_isBound() {
    try (ControllerTester lenient =
        new ControllerTester(Watches.PROMPT, ControllerOptions::withoutClaims)) {
      lenient.addNode("node-1");

      KubeObject ignored =
          lenient.create(
              PODS,
              """
              metadata: {name: web}
              spec:
                volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]
                containers: [{name: main, image: app}]
              """);

      assertThat(new Pod(lenient.get(PODS, "web")).nodeName()).isEqualTo("node-1");
      assertThat(lenient.events("FailedScheduling")).isEmpty();
    }
  }

  private void setReady(String node, String status) {
    KubeObject ignored =
        cluster
            .client()
            .patchStatus(
                NODES,
                ObjectKey.cluster(node),
                Patch.strategic(
                    body ->
                        body.putObject("status")
                            .putArray("conditions")
                            .addObject()
                            .put("type", "Ready")
                            .put("status", status)));
    cluster.settle();
  }

  @Test
  void newNode_takesPodsWhenItIsReady() {
    KubeObject made =
        cluster
            .client()
            .create(
                NODES,
                KubeObject.of(NODES, ObjectKey.cluster("node-1"))
                    .edit(
                        tree -> {
                          var status = tree.putObject("status");
                          status.putObject("allocatable").put("cpu", "4").put("pods", "110");
                          status
                              .putArray("conditions")
                              .addObject()
                              .put("type", "Ready")
                              .put("status", "False");
                        }));
    cluster.settle();
    createPod("web", "");
    boolean early = pod("web").isScheduled();

    setReady("node-1", "True");

    assertThat(Json.text(made.at("spec", "taints")))
        .isEqualTo("[{\"key\":\"node.kubernetes.io/not-ready\",\"effect\":\"NoSchedule\"}]");
    assertThat(early).isFalse();
    assertThat(cluster.events("FailedScheduling"))
        .containsExactly(
            "0/1 nodes are available: 1 node(s) had untolerated taint(s). no new claims to"
                + " deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for"
                + " scheduling.");
    assertThat(pod("web").nodeName()).isEqualTo("node-1");
  }

  @Test
  void podThatToleratesIt_goesToANodeThatIsNotReady() {
    cluster.addNode("node-1");
    setReady("node-1", "False");

    createPod(
        "web",
        "tolerations: [{key: node.kubernetes.io/not-ready, operator: Exists, effect: NoSchedule}]");

    assertThat(pod("web").nodeName()).isEqualTo("node-1");
  }

  @Test
  void taintedNode_doesNotHaveItsPodsTriedAgain() {
    createPod("web", "");
    List<String> before = cluster.events("FailedScheduling");

    cluster.addNode(
        "node-1",
        node ->
            Json.objectAt(node, "spec")
                .putArray("taints")
                .addObject()
                .put("key", "own")
                .put("effect", "NoSchedule"));

    assertThat(cluster.events("FailedScheduling")).isEqualTo(before);
    assertThat(pod("web").isScheduled()).isFalse();
  }
}
