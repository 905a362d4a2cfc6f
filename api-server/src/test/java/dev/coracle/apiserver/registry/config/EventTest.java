// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.FieldError;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.KindTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class EventTest {

  private static final KindTester EVENTS = KindTester.of(ResourceType.EVENTS);
  private static final EventConversion CONVERSION = new EventConversion();

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
    ObjectNode core = KindTester.tree(CORE);

    ObjectNode newer = CONVERSION.fromStored(core.deepCopy());

    assertThat(Json.textAt(newer, "regarding", "name")).isEqualTo("p");
    assertThat(Json.textAt(newer, "note")).isEqualTo("hello");
    assertThat(Json.textAt(newer, "deprecatedSource", "component")).isEqualTo("kubelet");
    assertThat(newer.path("deprecatedCount").asInt(0)).isEqualTo(3);
    assertThat(CONVERSION.toStored(newer)).isEqualTo(core);
  }

  @ParameterizedTest
  @CsvSource({"regarding.name, involvedObject.name", "reason, reason", "note, message"})
  void fieldOfTheNewerForm_standsForOneOfTheCore(String newer, String core) {
    assertThat(CONVERSION.storedField(newer)).isEqualTo(core);
  }

  /** https://github.com/kubernetes/kubernetes/issues/91645: old clients leave out almost all. */
  @Test
  void coreEvent_needsNoTypeAndNoTime() {
    assertThat(
            EVENTS.createErrors(
                "{metadata: {name: e, namespace: d}, involvedObject: {namespace: d}}"))
        .isEmpty();
  }

  @Test
  void coreEventWithTime_isJudgedAsANewOne_butForItsType() {
    assertThat(
            EVENTS.createErrors(
                """
                metadata: {name: e, namespace: d}
                involvedObject: {namespace: d}
                eventTime: '2026-01-01T00:00:00.000000Z'
                reportingComponent: example.com/c
                """))
        .containsExactly(
            "reportingInstance: Required value",
            "action: Required value",
            "reason: Required value");
  }

  private static final String NEWER =
      """
      metadata: {name: e, namespace: d}
      involvedObject: {namespace: d}
      eventTime: '2026-01-01T00:00:00.000000Z'
      reportingComponent: example.com/c
      reportingInstance: i
      action: A
      reason: R
      type: Normal
      """;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "series: {count: 2, lastObservedTime: x} |",
        "series: {count: 1} | series.count: Invalid value: \"\": should be at least 2,"
            + "series.lastObservedTime: Required value",
        "eventTime: | eventTime: Required value",
        "type: Odd | type: Invalid value: \"\": has invalid value: Odd",
        "firstTimestamp: x | firstTimestamp: Invalid value: \"\": needs to be unset",
        "count: 1 | count: Invalid value: \"\": needs to be unset",
        "source: {component: c} | source: Invalid value: \"\": needs to be unset",
      })
  void newerEvent_keepsAllRules(String change, String errors) {
    ObjectNode event = KindTester.tree(NEWER);
    event.setAll(KindTester.tree(change));
    FieldErrors found = new FieldErrors();

    EventRules.checkNew(event, found);

    assertThat(String.join(",", found.list().stream().map(FieldError::toString).toList()))
        .isEqualTo(errors == null ? "" : errors);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "series: {count: 2, lastObservedTime: x} |",
        "message: other | message: Invalid value: \"other\": field is immutable",
        "count: 3 | count: Invalid value: 3: field is immutable",
        "reportingComponent: c | reportingController: Invalid value: \"c\": field is immutable",
      })
  void newerEvent_changesInNothingButItsSeries(String change, String errors) {
    ObjectNode event = KindTester.tree(NEWER);
    KubeObject old = KubeObject.of(event.deepCopy());
    event.setAll(KindTester.tree(change));
    FieldErrors found = new FieldErrors();

    EventRules.checkChanged(event, old, found);

    assertThat(String.join(",", found.list().stream().map(FieldError::toString).toList()))
        .isEqualTo(errors == null ? "" : errors);
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
