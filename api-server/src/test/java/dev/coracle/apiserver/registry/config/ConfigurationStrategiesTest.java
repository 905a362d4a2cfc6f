// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.KindTester;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationStrategiesTest {

  private static final KindTester CONFIG_MAPS = KindTester.of(ResourceType.CONFIG_MAPS);
  private static final KindTester SECRETS = KindTester.of(ResourceType.SECRETS);
  private static final KindTester NAMESPACES = KindTester.of(ResourceType.NAMESPACES);
  private static final KindTester NODES = KindTester.of(ResourceType.NODES);
  private static final KindTester LEASES = KindTester.of(ResourceType.LEASES);

  private static final String KEY_TEXT =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
          + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
          + " '[-._a-zA-Z0-9]+')";

  static Stream<Arguments> wrongObjects() {
    return Stream.of(
        arguments(
            CONFIG_MAPS,
            "{data: {a b: x}}",
            List.of("data[a b]: Invalid value: \"a b\": " + KEY_TEXT)),
        arguments(
            CONFIG_MAPS,
            "{data: {a: x}, binaryData: {a: eA==}}",
            List.of("data[a]: Invalid value: \"a\": duplicate of key present in binaryData")),
        arguments(
            CONFIG_MAPS,
            "{data: {a: " + "x".repeat(1024 * 1024 + 1) + "}}",
            List.of("[]: Too long: may not be more than 1048576 bytes")),
        arguments(
            SECRETS,
            "{type: kubernetes.io/tls}",
            List.of("data[tls.crt]: Required value", "data[tls.key]: Required value")),
        arguments(
            SECRETS,
            "{type: kubernetes.io/basic-auth}",
            List.of("data[username]: Required value", "data[password]: Required value")),
        arguments(
            SECRETS,
            "{type: kubernetes.io/ssh-auth}",
            List.of("data[ssh-privatekey]: Required value")),
        arguments(
            SECRETS,
            "{type: kubernetes.io/dockerconfigjson}",
            List.of("data[.dockerconfigjson]: Required value")),
        arguments(
            SECRETS,
            "{type: kubernetes.io/service-account-token}",
            List.of("metadata.annotations[kubernetes.io/service-account.name]: Required value")),
        arguments(SECRETS, "{stringData: {a: x}}", List.of()),
        arguments(
            NODES,
            "{spec: {taints: [{key: a, effect: Never}]}}",
            List.of(
                "metadata.taints[0].effect: Unsupported value: \"Never\": supported values:"
                    + " \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"")),
        arguments(
            LEASES,
            "{spec: {leaseDurationSeconds: 0}}",
            List.of("spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0")),
        arguments(
            NAMESPACES,
            "{spec: {finalizers: [foo]}}",
            List.of(
                "spec.finalizers: Invalid value: \"foo\": name is neither a standard finalizer"
                    + " name nor is it fully qualified")));
  }

  @ParameterizedTest
  @MethodSource("wrongObjects")
  void wrongObject_isRefusedInKubernetesWords(KindTester kind, String yaml, List<String> errors) {
    assertThat(kind.createErrors(yaml)).isEqualTo(errors);
  }

  @Test
  void stringData_goesIntoData() {
    KubeObject secret = SECRETS.created("{data: {b: eA==}, stringData: {a: hello, b: over}}");

    assertThat(KindTester.text(secret.at("data")))
        .isEqualTo("{\"b\":\"b3Zlcg==\",\"a\":\"aGVsbG8=\"}");
    assertThat(secret.at("stringData").isMissingNode()).isTrue();
    assertThat(secret.text("type")).isEqualTo("Opaque");
  }

  @ParameterizedTest
  @CsvSource({"'ab!d', 2", "'abc', 3", "'====', 0"})
  void dataThatIsNotBase64_isABadRequest(String data, int at) {
    assertThatThrownBy(() -> SECRETS.created("{data: {a: '" + data + "'}}"))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input"
                + " byte "
                + at);
  }

  @Test
  void secretType_isImmutable() {
    assertThat(SECRETS.updateErrors("{type: a}", "{type: b}"))
        .containsExactly("type: Invalid value: \"b\": field is immutable");
  }

  @Test
  void immutableConfigMap_keepsItsDataAndStaysImmutable() {
    assertThat(CONFIG_MAPS.updateErrors("{immutable: true, data: {a: x}}", "{data: {a: y}}"))
        .containsExactly(
            "immutable: Forbidden: field is immutable when `immutable` is set",
            "data: Forbidden: field is immutable when `immutable` is set");
  }

  @Test
  void newNamespace_isActiveLabelledAndHeld() {
    KubeObject namespace = NAMESPACES.created("{metadata: {name: shop}}");

    assertThat(namespace.labels()).containsEntry("kubernetes.io/metadata.name", "shop");
    assertThat(namespace.text("status", "phase")).isEqualTo("Active");
    assertThat(NAMESPACES.strategy().isHeld(namespace.tree())).isTrue();
  }

  @Test
  void namespaceWithoutFinalizers_isFreeToGo() {
    KubeObject namespace = NAMESPACES.created("{metadata: {name: shop}}");

    var finalized =
        KindTester.tree("{metadata: {name: shop}, spec: {finalizers: []}, status: {phase: Gone}}");
    new NamespaceFinalization().prepareForUpdate(NAMESPACES.context(), finalized, namespace);

    assertThat(NAMESPACES.strategy().isHeld(finalized)).isFalse();
    assertThat(finalized.at("/status/phase").asString()).isEqualTo("Active");
  }

  static Stream<Arguments> rows() {
    String metadata = "metadata: {name: o, creationTimestamp: '2026-01-01T00:00:00Z'}";
    return Stream.of(
        arguments(
            CONFIG_MAPS,
            "{" + metadata + ", data: {a: x}, binaryData: {b: eA==}}",
            List.of("o", "2", "10m")),
        arguments(
            SECRETS,
            "{" + metadata + ", type: Opaque, data: {a: eA==}}",
            List.of("o", "Opaque", "1", "10m")),
        arguments(
            NAMESPACES,
            "{" + metadata + ", status: {phase: Terminating}}",
            List.of("o", "Terminating", "10m")),
        arguments(
            LEASES, "{" + metadata + ", spec: {holderIdentity: me}}", List.of("o", "me", "10m")),
        arguments(
            NODES,
            "{metadata: {name: o, creationTimestamp: '2026-01-01T00:00:00Z', labels:"
                + " {node-role.kubernetes.io/control-plane: '', kubernetes.io/role: worker}},"
                + " spec: {unschedulable: true}, status: {conditions: [{type: Ready, status:"
                + " 'True'}], nodeInfo: {kubeletVersion: v1.36.0}, addresses: [{type: InternalIP,"
                + " address: 10.0.0.1}]}}",
            List.of(
                "o",
                "Ready,SchedulingDisabled",
                "control-plane,worker",
                "10m",
                "v1.36.0",
                "10.0.0.1",
                "<none>",
                "<unknown>",
                "<unknown>",
                "<unknown>")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void row_isWhatKubectlPrints(KindTester kind, String object, List<String> cells) {
    assertThat(kind.row(object)).isEqualTo(cells);
  }
}
