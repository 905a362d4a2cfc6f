// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.KindTester;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PodStrategyTest {

  private static final KindTester PODS = KindTester.of(ResourceType.PODS);
  private static final String LABEL_TEXT =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

  static Stream<Arguments> wrongSpecs() {
    return Stream.of(
        arguments("{}", List.of("spec.containers: Required value")),
        arguments("{containers: [{name: a}]}", List.of("spec.containers[0].image: Required value")),
        arguments("{containers: [{image: a}]}", List.of("spec.containers[0].name: Required value")),
        arguments(
            "{containers: [{name: A, image: a}]}",
            List.of("spec.containers[0].name: Invalid value: \"A\": " + LABEL_TEXT)),
        arguments(
            "{containers: [{name: a.b, image: a}]}",
            List.of("spec.containers[0].name: Invalid value: \"a.b\": must not contain dots")),
        arguments(
            "{containers: [{name: a, image: a}, {name: a, image: b}]}",
            List.of("spec.containers[1].name: Duplicate value: \"a\"")),
        arguments(
            "{restartPolicy: Sometimes, containers: [{name: a, image: a}]}",
            List.of(
                "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values:"
                    + " \"Always\", \"OnFailure\", \"Never\"")),
        arguments(
            "{containers: [{name: a, image: a, imagePullPolicy: Maybe}]}",
            List.of(
                "spec.containers[0].imagePullPolicy: Unsupported value: \"Maybe\": supported"
                    + " values: \"Always\", \"IfNotPresent\", \"Never\"")),
        arguments(
            "{containers: [{name: a, image: a, ports: [{containerPort: 70000}]}]}",
            List.of(
                "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between"
                    + " 1 and 65535, inclusive")),
        arguments(
            "{containers: [{name: a, image: a, ports: [{name: x, containerPort: 1}, {name: x,"
                + " containerPort: 2}]}]}",
            List.of("spec.containers[0].ports[1].name: Duplicate value: \"x\"")),
        arguments(
            "{containers: [{name: a, image: a, volumeMounts: [{name: v, mountPath: /x}]}]}",
            List.of("spec.containers[0].volumeMounts[0].name: Not found: \"v\"")),
        arguments(
            "{volumes: [{name: v}, {name: v}], containers: [{name: a, image: a}]}",
            List.of("spec.volumes[1].name: Duplicate value: \"v\"")),
        arguments(
            "{volumes: [{name: v, configMap: {}}], containers: [{name: a, image: a}]}",
            List.of("spec.volumes[0].configMap.name: Required value")),
        arguments(
            "{containers: [{name: a, image: a, readinessProbe: {}}]}",
            List.of(
                "spec.containers[0].readinessProbe: Required value: must specify a handler type")),
        arguments(
            "{containers: [{name: a, image: a, livenessProbe: {successThreshold: 2, tcpSocket:"
                + " {port: 80}}}]}",
            List.of(
                "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1")),
        arguments(
            "{containers: [{name: a, image: a, readinessProbe: {httpGet: {port: 0}}}]}",
            List.of(
                "spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between"
                    + " 1 and 65535, inclusive")),
        arguments(
            "{initContainers: [{name: i, image: a, readinessProbe: {tcpSocket: {port: 1}}}],"
                + " containers: [{name: a, image: a}]}",
            List.of(
                "spec.initContainers[0].readinessProbe: Forbidden: may not be set for init"
                    + " containers without restartPolicy=Always")),
        arguments(
            "{containers: [{name: a, image: a, env: [{value: x}]}]}",
            List.of("spec.containers[0].env[0].name: Required value")),
        arguments(
            "{containers: [{name: a, image: a, env: [{name: A, value: x, valueFrom: {fieldRef:"
                + " {fieldPath: metadata.name}}}]}]}",
            List.of(
                "spec.containers[0].env[0].valueFrom: Invalid value: \"\": may not be specified"
                    + " when `value` is not empty")),
        arguments(
            "{containers: [{name: a, image: a, resources: {requests: {cpu: 2}, limits: {cpu:"
                + " 1}}}]}",
            List.of(
                "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or"
                    + " equal to cpu limit of 1")),
        arguments(
            "{dnsPolicy: None, containers: [{name: a, image: a}]}",
            List.of(
                "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is"
                    + " None")),
        arguments(
            "{hostname: a.b, containers: [{name: a, image: a}]}",
            List.of("spec.hostname: Invalid value: \"a.b\": must not contain dots")),
        arguments(
            "{tolerations: [{key: a, operator: Exists, value: b}], containers: [{name: a, image:"
                + " a}]}",
            List.of(
                "spec.tolerations[0].operator: Invalid value:"
                    + " {\"key\":\"a\",\"operator\":\"Exists\",\"value\":\"b\"}: value must be"
                    + " empty when `operator` is 'Exists'")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongSpecs")
  void wrongSpec_isRefusedInKubernetesWords(String spec, List<String> errors) {
    assertThat(PODS.createErrors("{metadata: {name: p}, spec: " + spec + "}"))
        .containsExactlyElementsOf(errors);
  }

  @ParameterizedTest
  @CsvSource({
    "nginx, Always",
    "nginx:latest, Always",
    "host:5000/nginx, Always",
    "nginx:1.2, IfNotPresent",
    "host:5000/nginx:1, IfNotPresent",
    "nginx@sha256:abc, IfNotPresent",
  })
  void pullPolicy_followsTheTag(String image, String policy) {
    KubeObject pod = PODS.created("{spec: {containers: [{name: a, image: '" + image + "'}]}}");

    assertThat(pod.at("spec", "containers").path(0).path("imagePullPolicy").asString())
        .isEqualTo(policy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                             | BestEffort",
        "{requests: {cpu: 1}}                           | Burstable",
        "{limits: {cpu: 1}}                             | Burstable",
        "{limits: {cpu: 1, memory: 1Gi}}                | Guaranteed",
        "{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 500m}} | Burstable",
      })
  void qosClass_followsRequestsAndLimits(String resources, String qos) {
    KubeObject pod =
        PODS.created("{spec: {containers: [{name: a, image: a, resources: " + resources + "}]}}");

    assertThat(pod.text("status", "qosClass")).isEqualTo(qos);
    assertThat(pod.text("status", "phase")).isEqualTo("Pending");
  }

  @Test
  void newPod_toleratesLostNodesForFiveMinutes() {
    KubeObject pod =
        PODS.created(
            """
            spec:
              containers: [{name: a, image: a}]
              tolerations: [{key: node.kubernetes.io/not-ready, operator: Exists}]
            """);

    assertThat(KindTester.text(pod.at("spec", "tolerations")))
        .isEqualTo(
            """
            [{"key":"node.kubernetes.io/not-ready","operator":"Exists"},\
            {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute",\
            "tolerationSeconds":300}]\
            """);
  }

  @Test
  void changedImage_isAccepted() {
    assertThat(
            PODS.updateErrors(
                "{spec: {containers: [{name: a, image: 'a:1'}]}}",
                "{spec: {containers: [{name: a, image: 'a:2'}]}}"))
        .isEmpty();
  }

  @Test
  void changedCommand_isForbiddenNamingWhatMayChange() {
    assertThat(
            PODS.updateErrors(
                "{spec: {containers: [{name: a, image: a}]}}",
                "{spec: {containers: [{name: a, image: a, command: [x]}]}}"))
        .singleElement()
        .asString()
        .startsWith(
            "spec: Forbidden: pod updates may not change fields other than"
                + " `spec.containers[*].image`,`spec.initContainers[*].image`,"
                + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
                + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if"
                + " it was previously negative)\n");
  }

  @Test
  void addedContainer_isForbidden() {
    assertThat(
            PODS.updateErrors(
                "{spec: {containers: [{name: a, image: a}]}}",
                "{spec: {containers: [{name: a, image: a}, {name: b, image: b}]}}"))
        .containsExactly(
            "spec.containers: Forbidden: pod updates may not add or remove containers");
  }

  @ParameterizedTest
  @CsvSource({
    // asked, own, node, phase, grace
    "-, 30, n1, Running, 30",
    "-, 0, n1, Running, 0",
    "5, 30, n1, Running, 5",
    "-1, 30, n1, Running, 1",
    "5, 30, '', Pending, 0",
    "5, 30, n1, Succeeded, 0",
  })
  void gracePeriod_followsRequestSpecAndState(
      String asked, long own, String node, String phase, long expected) {
    KubeObject pod =
        KubeObject.of(
            KindTester.tree(
                "{spec: {terminationGracePeriodSeconds: %d, nodeName: '%s'}, status: {phase: %s}}"
                    .formatted(own, node, phase)));
    OptionalLong grace =
        asked.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(asked));
    DeleteOptions options =
        new DeleteOptions(grace, DeleteOptions.Propagation.DEFAULT, "", "", false);

    assertThat(PODS.strategy().gracePeriodSeconds(pod, options)).isEqualTo(expected);
  }

  @Test
  void repeatedVariable_isWarnedAbout() {
    assertThat(
            PODS.warnings(
                "{spec: {containers: [{name: a, image: a, env: [{name: A, value: x}, {name: A,"
                    + " value: y}]}]}}"))
        .containsExactly(
            "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped"
                + " when using apply");
  }
}
