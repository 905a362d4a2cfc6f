// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.KindTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ScaleViewTest {

  private static final ScaleView SCALE = new ScaleView();

  @Test
  void scale_isAViewOfReplicasAndSelector() {
    KubeObject deployment =
        KubeObject.of(
            KindTester.tree(
                "{metadata: {name: w, namespace: d, uid: u, resourceVersion: '7', labels: {a: b}},"
                    + " spec: {replicas: 3, selector: {matchLabels: {b: z, a: x}}},"
                    + " status: {replicas: 2}}"));

    assertThat(KindTester.text(SCALE.of(deployment)))
        .isEqualTo(
            """
            {"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{"name":"w","namespace":"d",\
            "uid":"u","resourceVersion":"7"},"spec":{"replicas":3},\
            "status":{"replicas":2,"selector":"a=x,b=z"}}\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{replicas: 5} | 5", "{} | 0"})
  void changedScale_setsReplicasAndVersion(String spec, int replicas) {
    ObjectNode parent = KindTester.tree("{metadata: {name: w}, spec: {replicas: 3}}");

    SCALE.apply(
        KindTester.tree("{metadata: {name: w, resourceVersion: '7'}, spec: " + spec + "}"), parent);

    assertThat(parent.at("/spec/replicas").asInt()).isEqualTo(replicas);
    assertThat(parent.at("/metadata/resourceVersion").asString()).isEqualTo("7");
  }

  @Test
  void negativeScale_isInvalid() {
    ObjectNode parent = KindTester.tree("{metadata: {name: w}, spec: {replicas: 3}}");

    assertThatThrownBy(() -> SCALE.apply(KindTester.tree("{spec: {replicas: -1}}"), parent))
        .hasMessage(
            "Scale.autoscaling \"w\" is invalid: spec.replicas: Invalid value: -1: must be greater"
                + " than or equal to 0");
  }
}
