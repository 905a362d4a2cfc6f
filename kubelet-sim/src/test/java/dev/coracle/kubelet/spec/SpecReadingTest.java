// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.StringNode;

/** How a node reads the document of a Pod, with what is absent in it. */
class SpecReadingTest {

  private static PodSpec pod(String metadata, String spec) {
    return new PodSpec(
        KubeObject.parse(
            "{\"metadata\": {\"name\": \"web-0\", \"namespace\": \"shop\", \"uid\": \"u-1\""
                + metadata
                + "}, \"spec\": {"
                + spec
                + "}}"));
  }

  private static PodSpec pod(String spec) {
    return pod("", spec);
  }

  private static ContainerSpec container(String members) {
    return new ContainerSpec(Json.parse("{" + members + "}"));
  }

  private static ProbeSpec probe(String members) {
    return new ProbeSpec(ProbeSpec.Type.LIVENESS, Json.parse("{" + members + "}"));
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                                                                   | 30
          "terminationGracePeriodSeconds": 5                                   | 5
          "terminationGracePeriodSeconds": 0                                   | 0
          """)
  void grace_isThatOfTheSpec(String spec, long seconds) {
    assertThat(pod(spec).grace()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource({"7, 7", "0, 0", "-3, 0", "60, 60"})
  void grace_isThatOfTheDeletion(long deletion, long seconds) {
    PodSpec deleted =
        pod(
            ", \"deletionTimestamp\": \"2026-01-01T00:00:00Z\", \"deletionGracePeriodSeconds\": "
                + deletion,
            "\"terminationGracePeriodSeconds\": 20");

    assertThat(deleted.grace()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void graceOfADeletionThatDoesNotSay_isThatOfTheSpec() {
    PodSpec deleted =
        pod(
            ", \"deletionTimestamp\": \"2026-01-01T00:00:00Z\"",
            "\"terminationGracePeriodSeconds\": 20");

    assertThat(deleted.grace()).isEqualTo(Duration.ofSeconds(20));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                                                              | web-0
          "hostname": "db"                                                | db
          "hostname": "db", "subdomain": "sets"                           | db
          "subdomain": "sets"                                             | web-0
          "hostname": "db", "subdomain": "sets", "setHostnameAsFQDN": true| db.sets.shop.svc.cluster.local
          "hostname": "db", "setHostnameAsFQDN": true                     | db
          "subdomain": "sets", "setHostnameAsFQDN": true                  | web-0.sets.shop.svc.cluster.local
          "hostNetwork": true, "nodeName": "node-3"                       | node-3
          "hostNetwork": true, "nodeName": "node-3", "hostname": "db"     | node-3
          "hostnameOverride": "other.example", "hostname": "db"           | other.example
          "hostnameOverride": "other", "subdomain": "sets", "setHostnameAsFQDN": false | other
          """)
  void hostname_followsFromTheSpec(String spec, String expected) {
    assertThat(pod(spec).hostname("cluster.local")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "63, 63, ''",
    "70, 63, ''",
    "62, 62, -.-.",
    "60, 60, ...tail",
  })
  void longName_isCutToAHostName(int length, int expected, String end) {
    String name = "a".repeat(length) + end;
    PodSpec pod = new PodSpec(KubeObject.parse("{\"metadata\": {\"name\": \"" + name + "\"}}"));

    String hostname = pod.shortName();

    assertThat(hostname).hasSizeLessThanOrEqualTo(63).doesNotEndWith("-").doesNotEndWith(".");
    assertThat(hostname).startsWith("a".repeat(Math.min(expected, 60)));
  }

  @ParameterizedTest
  @CsvSource({"'', false", "Pending, false", "Running, false", "Succeeded, true", "Failed, true"})
  void terminalPod_isSeenByItsPhase(String phase, boolean terminal) {
    PodSpec pod = new PodSpec(KubeObject.parse("{\"status\": {\"phase\": \"" + phase + "\"}}"));

    assertThat(pod.isTerminal()).isEqualTo(terminal);
  }

  @Test
  void absentMembers_haveTheirDefaults() {
    PodSpec pod = pod("");

    assertThat(pod.restartPolicy()).isEqualTo("Always");
    assertThat(pod.hostNetwork()).isFalse();
    assertThat(pod.activeDeadline()).isEmpty();
    assertThat(pod.containers()).isEmpty();
    assertThat(pod.initContainers()).isEmpty();
    assertThat(pod.volumes()).isEmpty();
    assertThat(pod.readinessGates()).isEmpty();
    assertThat(pod.qualifiedName("cluster.local")).isEmpty();
    assertThat(pod.fullName()).isEqualTo("web-0_shop(u-1)");
  }

  @Test
  void containerWithoutMembers_hasItsDefaults() {
    ContainerSpec container = container("\"name\": \"c\"");

    assertThat(container.pullPolicy()).isEqualTo("IfNotPresent");
    assertThat(container.terminationMessagePath()).isEqualTo("/dev/termination-log");
    assertThat(container.messageFallsBackToLogs()).isFalse();
    assertThat(container.stdin()).isFalse();
    assertThat(container.stdinOnce()).isFalse();
    assertThat(container.tty()).isFalse();
    assertThat(container.ports()).isEmpty();
    assertThat(container.command()).isEmpty();
    assertThat(container.hook("preStop")).isEmpty();
    assertThat(container.restartPolicy()).isEmpty();
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"containerPort": 80}                                          | :80/TCP host :0
          {"containerPort": 53, "protocol": "UDP", "name": "dns"}        | dns:53/UDP host :0
          {"containerPort": 80, "hostPort": 8080}                        | :80/TCP host :8080
          {"containerPort": 80, "hostPort": 8080, "hostIP": "127.0.0.1"} | :80/TCP host 127.0.0.1:8080
          """)
  void port_isReadWithItsDefaults(String port, String expected) {
    ContainerSpec.Port read = container("\"ports\": [" + port + "]").ports().get(0);

    assertThat(
            "%s:%d/%s host %s:%d"
                .formatted(
                    read.name(), read.number(), read.protocol(), read.hostIp(), read.hostPort()))
        .isEqualTo(expected);
  }

  private static final ContainerSpec PORTS =
      container(
          "\"ports\": [{\"name\": \"http\", \"containerPort\": 8080},"
              + " {\"name\": \"dns\", \"containerPort\": 53, \"protocol\": \"UDP\"}]");

  @ParameterizedTest
  @CsvSource({"http, 8080", "dns, 53", "9090, 9090", "99999, 99999"})
  void portOfAProbe_isFoundByName(String name, int number) {
    assertThat(PORTS.portNumber(StringNode.valueOf(name))).contains(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "", "80a", "-1", "123456"})
  void portOfAProbeThatNobodyHas_isNotFound(String name) {
    assertThat(PORTS.portNumber(StringNode.valueOf(name))).isEmpty();
  }

  @Test
  void portOfAProbeByNumber_needsNoDeclaration() {
    assertThat(PORTS.portNumber(IntNode.valueOf(1234))).contains(1234);
  }

  @Test
  void probeWithoutMembers_hasItsDefaults() {
    ProbeSpec probe = probe("");

    assertThat(probe.initialDelay()).isZero();
    assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(probe.period()).isEqualTo(Duration.ofSeconds(10));
    assertThat(probe.successThreshold()).isEqualTo(1);
    assertThat(probe.failureThreshold()).isEqualTo(3);
    assertThat(probe.terminationGracePeriodSeconds()).isEmpty();
  }

  @Test
  void probe_isReadAsItIs() {
    ProbeSpec probe =
        probe(
            "\"initialDelaySeconds\": 2, \"timeoutSeconds\": 3, \"periodSeconds\": 4,"
                + " \"successThreshold\": 5, \"failureThreshold\": 6,"
                + " \"terminationGracePeriodSeconds\": 7");

    assertThat(probe.initialDelay()).isEqualTo(Duration.ofSeconds(2));
    assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(probe.period()).isEqualTo(Duration.ofSeconds(4));
    assertThat(probe.successThreshold()).isEqualTo(5);
    assertThat(probe.failureThreshold()).isEqualTo(6);
    assertThat(probe.terminationGracePeriodSeconds()).isEqualTo(OptionalLong.of(7));
  }

  @Test
  void zeroesOfAProbe_meanTheDefaults() {
    ProbeSpec probe = probe("\"timeoutSeconds\": 0, \"periodSeconds\": 0, \"failureThreshold\": 0");

    assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(probe.period()).isEqualTo(Duration.ofSeconds(10));
    assertThat(probe.failureThreshold()).isEqualTo(3);
  }

  private static final PodFields FIELDS =
      new PodFields(
          pod(
              ", \"labels\": {\"app\": \"web\", \"a/b\": \"x\\\"y\\\\z\"}, \"annotations\":"
                  + " {\"note\": \"line\\nbreak\"}",
              "\"nodeName\": \"node-3\", \"serviceAccountName\": \"robot\", \"containers\":"
                  + " [{\"name\": \"own\", \"resources\": {\"requests\": {\"cpu\": \"250m\","
                  + " \"memory\": \"64Mi\"}, \"limits\": {\"cpu\": \"1500m\", \"memory\":"
                  + " \"128Mi\"}}}, {\"name\": \"bare\"}], \"initContainers\": [{\"name\": \"first\","
                  + " \"resources\": {\"limits\": {\"cpu\": \"2\"}}}]"),
          List.of("10.0.0.9", "fd00::9"),
          List.of("192.168.0.1", "fd00::1"),
          Map.of("cpu", Quantity.parse("8"), "memory", Quantity.parse("32Gi")));

  @ParameterizedTest(name = "[{0}]")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          metadata.name               | web-0
          metadata.namespace          | shop
          metadata.uid                | u-1
          spec.nodeName               | node-3
          spec.serviceAccountName     | robot
          status.podIP                | 10.0.0.9
          status.podIPs               | 10.0.0.9,fd00::9
          status.hostIP               | 192.168.0.1
          status.hostIPs              | 192.168.0.1,fd00::1
          metadata.labels['app']      | web
          metadata.labels['none']     | ~~
          metadata.annotations['note']| line#break
          metadata.labels             | a/b="x\\"y\\\\z"#app="web"
          metadata.annotations        | note="line\\nbreak"
          """)
  void field_isReadByItsPath(String path, String expected) {
    JsonNode reference = Json.object().put("fieldPath", path);

    assertThat(FIELDS.field(reference)).isEqualTo(expected.replace('#', '\n'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec.hostname", "status.phase", "metadata.generation", ""})
  void fieldThatIsNotTold_isRefused(String path) {
    JsonNode reference = Json.object().put("fieldPath", path);

    assertThatThrownBy(() -> FIELDS.field(reference))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("unsupported fieldPath: " + path);
  }

  @ParameterizedTest(name = "{0} {1} by {2}")
  @CsvSource({
    "own,   requests.cpu,    '',   1",
    "own,   requests.cpu,    1m,   250",
    "own,   requests.memory, '',   67108864",
    "own,   requests.memory, 1Mi,  64",
    "own,   limits.cpu,      '',   2",
    "own,   limits.cpu,      1m,   1500",
    "own,   limits.memory,   1Gi,  1",
    "own,   limits.memory,   1Mi,  128",
    "bare,  requests.cpu,    '',   0",
    "bare,  limits.cpu,      '',   8",
    "bare,  limits.memory,   1Gi,  32",
    "first, limits.cpu,      '',   2",
    "'',    limits.cpu,      1m,   8000",
    "own,   limits.cpu,      0,    2",
    "own,   requests.ephemeral-storage, '', 0",
  })
  void resource_isDividedAndRoundedUp(
      String container, String resource, String divisor, String expected) {
    JsonNode reference =
        Json.object()
            .put("containerName", container)
            .put("resource", resource)
            .put("divisor", divisor);

    assertThat(FIELDS.resource(reference, FIELDS.pod().containers().get(1))).isEqualTo(expected);
  }

  @Test
  void resourceOfAnUnknownContainer_isRefused() {
    JsonNode reference = Json.object().put("containerName", "x").put("resource", "limits.cpu");

    assertThatThrownBy(() -> FIELDS.resource(reference, FIELDS.pod().containers().get(0)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("container x not found");
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~            | ~~
          plain         | plain
          $(A)          | one
          $(A)$(B)      | onetwo
          $(NONE)       | $(NONE)
          $$(A)         | $(A)
          $$$(A)        | $one
          $$$$(A)       | $$(A)
          $             | $
          $$            | $
          a$            | a$
          $(            | $(
          $(A           | $(A
          $()           | $()
          $A            | $A
          $((A))        | $((A))
          ${A}          | ${A}
          $(A)-$(NONE)-$(B) | one-$(NONE)-two
          """)
  void references_areExpandedAsKubernetesDoes(String text, String expected) {
    Map<String, String> values = Map.of("A", "one", "B", "two");

    assertThat(Expansion.expand(text, name -> Optional.ofNullable(values.get(name))))
        .isEqualTo(expected);
  }

  @Test
  void info_isWhatProgramsSee() {
    var info = FIELDS.pod().info("10.0.0.9");

    assertThat(List.of(info.namespace(), info.name(), info.uid(), info.node(), info.address()))
        .containsExactly("shop", "web-0", "u-1", "node-3", "10.0.0.9");
    assertThat(info.serviceAccount()).isEqualTo("robot");
    assertThat(info.labels()).containsEntry("app", "web");
  }
}
