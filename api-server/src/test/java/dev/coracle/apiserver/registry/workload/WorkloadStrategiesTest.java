// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.KindTester;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadStrategiesTest {

  private static final KindTester DEPLOYMENTS = KindTester.of(ResourceType.DEPLOYMENTS);
  private static final KindTester REPLICA_SETS = KindTester.of(ResourceType.REPLICA_SETS);
  private static final KindTester STATEFUL_SETS = KindTester.of(ResourceType.STATEFUL_SETS);

  private static final String TEMPLATE =
      "template: {metadata: {labels: {app: x}}, spec: {containers: [{name: a, image: a}]}}";
  private static final String BASE = "selector: {matchLabels: {app: x}}, " + TEMPLATE;

  static Stream<Arguments> wrongSpecs() {
    return Stream.of(
        arguments(DEPLOYMENTS, BASE, List.of()),
        arguments(
            DEPLOYMENTS,
            TEMPLATE,
            List.of(
                "spec.selector: Required value",
                "spec.template.metadata.labels: Invalid value: {\"app\":\"x\"}: `selector` does not"
                    + " match template `labels`")),
        arguments(
            DEPLOYMENTS,
            "selector: {}, " + TEMPLATE,
            List.of("spec.selector: Invalid value: {}: empty selector is invalid for deployment")),
        arguments(
            DEPLOYMENTS,
            "selector: {matchLabels: {app: y}}, " + TEMPLATE,
            List.of(
                "spec.template.metadata.labels: Invalid value: {\"app\":\"x\"}: `selector` does"
                    + " not match template `labels`")),
        arguments(
            STATEFUL_SETS,
            "selector: {matchLabels: {app: '!'}}, " + TEMPLATE,
            List.of(
                "spec.selector.matchLabels: Invalid value: \"!\": a valid label must be an empty"
                    + " string or consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'MyValue',  or"
                    + " 'my_value',  or '12345', regex used for validation is"
                    + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
                "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"!\"}}")),
        arguments(
            DEPLOYMENTS,
            "replicas: -1, " + BASE,
            List.of("spec.replicas: Invalid value: -1: must be greater than or equal to 0")),
        arguments(
            DEPLOYMENTS,
            "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}, " + BASE,
            List.of(
                "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when"
                    + " `maxSurge` is 0")),
        arguments(
            DEPLOYMENTS,
            "strategy: {rollingUpdate: {maxUnavailable: 101%}}, " + BASE,
            List.of(
                "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"101%\": must not be"
                    + " greater than 100%")),
        arguments(
            DEPLOYMENTS,
            "strategy: {rollingUpdate: {maxSurge: a lot}}, " + BASE,
            List.of(
                "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"a lot\": a valid percent"
                    + " string must be a numeric string followed by an ending '%' (e.g. '1%',  or"
                    + " '93%', regex used for validation is '[0-9]+%')")),
        arguments(
            DEPLOYMENTS,
            "strategy: {type: Recreate, rollingUpdate: {}}, " + BASE,
            List.of(
                "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type`"
                    + " is 'Recreate'")),
        arguments(
            DEPLOYMENTS,
            "minReadySeconds: 10, progressDeadlineSeconds: 10, " + BASE,
            List.of(
                "spec.progressDeadlineSeconds: Invalid value: 10: must be greater than"
                    + " minReadySeconds")),
        arguments(
            DEPLOYMENTS,
            "selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}, spec:"
                + " {restartPolicy: Never, containers: [{name: a, image: a}]}}",
            List.of(
                "spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values:"
                    + " \"Always\"")),
        arguments(
            DEPLOYMENTS,
            "selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}, spec:"
                + " {containers: [{name: a}]}}",
            List.of("spec.template.spec.containers[0].image: Required value")),
        arguments(
            DEPLOYMENTS,
            "selector: {matchLabels: {app: x}, matchExpressions: [{key: app, operator: In}]}, "
                + TEMPLATE,
            List.of(
                "spec.selector.matchExpressions[0].values: Required value: must be specified when"
                    + " `operator` is 'In' or 'NotIn'",
                "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"x\"},"
                    + "\"matchExpressions\":[{\"key\":\"app\",\"operator\":\"In\"}]}: invalid label"
                    + " selector")),
        arguments(
            DEPLOYMENTS,
            "selector: {matchLabels: {app: x}}",
            List.of(
                "spec.template.metadata.labels: Invalid value: null: `selector` does not match"
                    + " template `labels`",
                "spec.template.spec.containers: Required value")),
        arguments(
            REPLICA_SETS,
            TEMPLATE,
            List.of(
                "spec.selector: Required value",
                "spec.template.metadata.labels: Invalid value: {\"app\":\"x\"}: `selector` does not"
                    + " match template `labels`")),
        arguments(
            STATEFUL_SETS,
            "podManagementPolicy: Sometimes, " + BASE,
            List.of(
                "spec.podManagementPolicy: Invalid value: \"Sometimes\": must be 'OrderedReady' or"
                    + " 'Parallel'")),
        arguments(
            STATEFUL_SETS,
            "selector: {}, " + TEMPLATE,
            List.of(
                "spec.selector: Invalid value: {}: empty selector is invalid for statefulset")));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("wrongSpecs")
  void wrongSpec_isRefusedInKubernetesWords(KindTester kind, String spec, List<String> errors) {
    assertThat(kind.createErrors("{metadata: {name: w}, spec: {" + spec + "}}"))
        .containsExactlyElementsOf(errors);
  }

  @Test
  void deploymentSelector_isImmutable() {
    assertThat(
            DEPLOYMENTS.updateErrors(
                "{spec: {" + BASE + "}}",
                "{spec: {selector: {matchExpressions: [{key: app, operator: Exists}]}, "
                    + TEMPLATE
                    + "}}"))
        .containsExactly(
            "spec.selector: Invalid value: {\"matchExpressions\":[{\"key\":\"app\",\"operator\":"
                + "\"Exists\"}]}: field is immutable");
  }

  @Test
  void statefulSetServiceName_isFixed() {
    assertThat(
            STATEFUL_SETS.updateErrors(
                "{spec: {serviceName: a, " + BASE + "}}",
                "{spec: {serviceName: b, replicas: 5, " + BASE + "}}"))
        .containsExactly(
            "spec: Forbidden: updates to statefulset spec for fields other than 'replicas',"
                + " 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit',"
                + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
  }

  @Test
  void statefulSetScaleAndTemplate_mayChange() {
    assertThat(
            STATEFUL_SETS.updateErrors(
                "{spec: {" + BASE + "}}",
                "{spec: {replicas: 5, minReadySeconds: 1, " + BASE + "}}"))
        .isEmpty();
  }

  @Test
  void template_getsDefaultsOfEverySpecButNotThoseOfPods() {
    KubeObject deployment =
        DEPLOYMENTS.created(
            """
            spec:
              selector: {matchLabels: {app: x}}
              template:
                metadata: {labels: {app: x}}
                spec: {containers: [{name: a, image: a, resources: {limits: {cpu: 1}}}]}
            """);

    var podSpec = deployment.at("spec", "template", "spec");

    assertThat(podSpec.path("containers").path(0).path("imagePullPolicy").asString())
        .isEqualTo("Always");
    assertThat(podSpec.path("containers").path(0).path("resources").has("requests")).isFalse();
    assertThat(podSpec.has("tolerations")).isFalse();
  }

  static Stream<Arguments> rows() {
    String template =
        "template: {spec: {containers: [{name: a, image: 'i:1'}, {name: b, image: 'j:2'}]}}";
    String metadata = "metadata: {name: w, creationTimestamp: '2026-01-01T00:00:00Z'}";
    String spec = "spec: {replicas: 3, selector: {matchLabels: {b: z, a: x}}, " + template + "}";
    return Stream.of(
        arguments(
            DEPLOYMENTS,
            List.of("Name Ready Up-to-date Available Age Containers Images Selector".split(" ")),
            "{%s, %s, status: {readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1}}"
                .formatted(metadata, spec),
            List.of("w", "1/3", "2", "1", "10m", "a,b", "i:1,j:2", "a=x,b=z")),
        arguments(
            REPLICA_SETS,
            List.of("Name Desired Current Ready Age Containers Images Selector".split(" ")),
            "{%s, %s, status: {replicas: 2, readyReplicas: 1}}".formatted(metadata, spec),
            List.of("w", "3", "2", "1", "10m", "a,b", "i:1,j:2", "a=x,b=z")),
        arguments(
            STATEFUL_SETS,
            List.of("Name Ready Age Containers Images".split(" ")),
            "{%s, %s}".formatted(metadata, spec),
            List.of("w", "0/3", "10m", "a,b", "i:1,j:2")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void row_isWhatKubectlPrints(
      KindTester kind, List<String> headings, String object, List<String> cells) {
    assertThat(kind.headings()).isEqualTo(headings);
    assertThat(kind.row(object)).isEqualTo(cells);
  }
}
