// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.apiserver.registry.KindTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What a whole write through the pipeline makes of an object. */
class AdmissionTest {

  private final SystemTime time = new SystemTime();
  private final KubeClient client = new ApiServer(ApiServerOptions.STANDARD, time).client();

  @AfterEach
  void stop() {
    time.close();
  }

  private KubeObject create(ResourceType type, String yaml) {
    return client.create(type, KubeObject.of(KindTester.tree(yaml)));
  }

  private static String pod(String spec) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: default}, spec: {containers:"
        + " [{name: a, image: nginx}]"
        + spec
        + "}}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "kube-system", "kube-public"})
  void namespaceOfTheClusterItself_mayNotBeDeleted(String name) {
    assertThatThrownBy(() -> client.delete(ResourceType.NAMESPACES, ObjectKey.cluster(name)))
        .hasMessage("namespaces \"" + name + "\" is forbidden: this namespace may not be deleted");
  }

  @Test
  void pod_getsTheDefaultAccountWithItsToken() {
    KubeObject pod = create(ResourceType.PODS, pod(""));

    assertThat(pod.text("spec", "serviceAccountName")).isEqualTo("default");
    var volume = pod.at("spec", "volumes").path(0);
    assertThat(volume.path("name").asString()).matches("kube-api-access-[a-z0-9]{5}");
    assertThat(KindTester.text(volume.path("projected")))
        .isEqualTo(
            """
            {"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},\
            {"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},\
            {"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1",\
            "fieldPath":"metadata.namespace"}}]}}],"defaultMode":420}\
            """);
    assertThat(pod.at("spec", "containers").path(0).path("volumeMounts").path(0).path("mountPath"))
        .hasToString("\"/var/run/secrets/kubernetes.io/serviceaccount\"");
    assertThat(pod.generation()).isEqualTo(1);
  }

  @Test
  void podThatWantsNoToken_getsNone() {
    KubeObject pod = create(ResourceType.PODS, pod(", automountServiceAccountToken: false"));

    assertThat(pod.at("spec", "volumes").isEmpty()).isTrue();
  }

  @Test
  void podOfUnknownAccount_isForbidden() {
    assertThatThrownBy(() -> create(ResourceType.PODS, pod(", serviceAccountName: robot")))
        .hasMessage(
            "pods \"p\" is forbidden: error looking up service account default/robot:"
                + " serviceaccount \"robot\" not found");
  }

  @Test
  void priority_comesFromTheClass() {
    KubeObject pod = create(ResourceType.PODS, pod(", priorityClassName: system-node-critical"));

    assertThat(pod.number(-1, "spec", "priority")).isEqualTo(2_000_001_000);
  }

  @Test
  void unknownPriorityClass_isForbidden() {
    assertThatThrownBy(() -> create(ResourceType.PODS, pod(", priorityClassName: high")))
        .hasMessage("pods \"p\" is forbidden: no PriorityClass with name high was found");
  }

  @Test
  void podWithoutClass_hasPriorityZero() {
    assertThat(create(ResourceType.PODS, pod("")).number(-1, "spec", "priority")).isZero();
  }

  @Test
  void storedPod_canBeWrittenBackUnchanged() {
    KubeObject pod = create(ResourceType.PODS, pod(""));

    KubeObject again = client.update(ResourceType.PODS, pod);

    assertThat(again.resourceVersion()).isEqualTo(pod.resourceVersion());
  }

  @Test
  void ingressWithoutClass_getsTheNewestDefaultOne() {
    create(
        ResourceType.INGRESS_CLASSES,
        "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: web, annotations:"
            + " {ingressclass.kubernetes.io/is-default-class: 'true'}}, spec: {controller:"
            + " a.io/b}}");

    KubeObject ingress =
        create(
            ResourceType.INGRESSES,
            "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace:"
                + " default}, spec: {defaultBackend: {service: {name: s, port: {number: 80}}}}}");

    assertThat(ingress.text("spec", "ingressClassName")).isEqualTo("web");
  }

  @Test
  void deployment_countsGenerationsOfSpecAndAnnotations() {
    KubeObject made =
        create(
            ResourceType.DEPLOYMENTS,
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: w, namespace: default}
            spec:
              selector: {matchLabels: {app: x}}
              template:
                metadata: {labels: {app: x}}
                spec: {containers: [{name: a, image: nginx}]}
            """);

    KubeObject labelled =
        client.update(
            ResourceType.DEPLOYMENTS,
            made.edit(
                o -> o.withObjectProperty("metadata").withObjectProperty("labels").put("a", "b")));
    KubeObject annotated =
        client.update(
            ResourceType.DEPLOYMENTS,
            labelled.edit(
                o ->
                    o.withObjectProperty("metadata")
                        .withObjectProperty("annotations")
                        .put("a", "b")));

    assertThat(labelled.generation()).isEqualTo(1);
    assertThat(annotated.generation()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          , runtimeClassName: gvisor              => RuntimeClass "gvisor" not found
          , overhead: {cpu: 100m}                 => Pod Overhead set without corresponding RuntimeClass defining Overhead
          , runtimeClassName: kata, overhead: {cpu: 100m} => RuntimeClass "kata" not found
          """)
  void podOfARuntimeClass_isForbidden(String spec, String why) {
    assertThatThrownBy(() -> create(ResourceType.PODS, pod(spec)))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(403))
        .hasMessage("pods \"p\" is forbidden: pod rejected: " + why);
  }

  @Test
  void podWithEmptyOverhead_isCreated() {
    KubeObject pod = create(ResourceType.PODS, pod(", overhead: {}"));

    assertThat(pod.name()).isEqualTo("p");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                                     => [{"key":"node.kubernetes.io/not-ready","effect":"NoSchedule"}]
          {unschedulable: true}                                                  => [{"key":"node.kubernetes.io/not-ready","effect":"NoSchedule"}]
          {taints: [{key: own, effect: NoExecute}]}                              => [{"key":"own","effect":"NoExecute"},{"key":"node.kubernetes.io/not-ready","effect":"NoSchedule"}]
          {taints: [{key: node.kubernetes.io/not-ready, effect: NoExecute}]}     => [{"key":"node.kubernetes.io/not-ready","effect":"NoExecute"},{"key":"node.kubernetes.io/not-ready","effect":"NoSchedule"}]
          {taints: [{key: node.kubernetes.io/not-ready, effect: NoSchedule}]}    => [{"key":"node.kubernetes.io/not-ready","effect":"NoSchedule"}]
          {taints: [{key: node.kubernetes.io/not-ready, value: x, effect: NoSchedule}]} => [{"key":"node.kubernetes.io/not-ready","value":"x","effect":"NoSchedule"}]
          """)
  void node_isCreatedWithATaint(String spec, String taints) {
    KubeObject node =
        create(
            ResourceType.NODES,
            "{apiVersion: v1, kind: Node, metadata: {name: node-1}, spec: " + spec + "}");

    assertThat(KindTester.text(node.at("spec", "taints"))).isEqualTo(taints);
  }

  @Test
  void nodeThatIsUpdated_isNotTaintedAgain() {
    KubeObject node =
        create(
            ResourceType.NODES, "{apiVersion: v1, kind: Node, metadata: {name: node-1}, spec: {}}");

    KubeObject updated =
        client.update(
            ResourceType.NODES,
            node.edit(tree -> ((ObjectNode) tree.get("spec")).remove("taints")));

    assertThat(updated.at("spec", "taints").isEmpty()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          , resources: {limits: {cpu: "1", memory: 1Gi}}                            => {"cpu":"1","memory":"1Gi"} => Guaranteed
          , resources: {limits: {cpu: "1", memory: 1Gi}, requests: {cpu: 100m}}     => {"cpu":"100m","memory":"1Gi"} => Burstable
          , resources: {requests: {cpu: "1"}}                                       => {"cpu":"1"} => Burstable
          """)
  void resourcesOfAPodAsAWhole_areItsRequestsAndDecideItsQuality(
      String spec, String requests, String quality) {
    KubeObject pod = create(ResourceType.PODS, pod(spec));

    assertThat(KindTester.text(pod.at("spec", "resources").path("requests"))).isEqualTo(requests);
    assertThat(pod.text("status", "qosClass")).isEqualTo(quality);
  }
}
