// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.FieldSelector;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.KindTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTest {

  private static final KindTester EVENTS = KindTester.of(ResourceType.EVENTS);

  private static final String CORE =
      """
      apiVersion: v1
      kind: Event
      metadata: {name: e, namespace: d}
      involvedObject: {kind: Pod, name: p, namespace: d}
      reason: Started
      message: hello
      source: {component: kubelet, host: n1}
      firstTimestamp: '2026-01-01T00:00:00Z'
      lastTimestamp: '2026-01-01T00:09:00Z'
      count: 3
      type: Normal
      """;

  @Test
  void row_isWhatKubectlPrints() {
    assertThat(EVENTS.row(CORE))
        .containsExactly(
            "60s", "Normal", "Started", "pod/p", "", "kubelet, n1", "hello", "10m", "3", "e");
  }

  @Test
  void newerForm_isAViewOfTheCoreOne() {
    KubeObject core = KubeObject.of(KindTester.tree(CORE));

    KubeObject newer = EventView.of(core);

    assertThat(newer.apiVersion()).isEqualTo("events.k8s.io/v1");
    assertThat(newer.text("regarding", "name")).isEqualTo("p");
    assertThat(newer.text("note")).isEqualTo("hello");
    assertThat(newer.text("deprecatedSource", "component")).isEqualTo("kubelet");
    assertThat(newer.number(0, "deprecatedCount")).isEqualTo(3);
    assertThat(KubeObject.of(EventView.toCore(newer.tree()))).isEqualTo(core);
  }

  @Test
  void selectorOfTheNewerForm_isTranslated() {
    assertThat(EventView.toCore(FieldSelector.parse("regarding.name=p,reason!=x")))
        .hasToString("involvedObject.name=p,reason!=x");
  }

  @ParameterizedTest
  @CsvSource({"source, kubelet", "involvedObject.name, p", "type, Normal"})
  void field_canBeSelected(String field, String value) {
    assertThat(EVENTS.strategy().selectableField(KubeObject.of(KindTester.tree(CORE)), field))
        .isEqualTo(value);
  }

  @Test
  void eventInAnotherNamespace_isRefused() {
    assertThat(
            EVENTS.createErrors(
                "{metadata: {name: e, namespace: a}, involvedObject: {kind: Pod, namespace: b}}"))
        .containsExactly(
            "involvedObject.namespace: Invalid value: \"b\": does not match event.namespace");
  }
}
