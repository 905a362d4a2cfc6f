// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * No field of a Pod is accepted and silently ignored: {@code pod-fields.txt} says of each what
 * becomes of it, and is checked against the published schema and against what a node does.
 */
class PodFieldsTest {

  private static final String CORE = "io.k8s.api.core.v1.";
  private static final Set<String> VERDICTS =
      Set.of(
          "node",
          "scheduler",
          "api",
          "harmless",
          "event",
          "volume",
          "projection",
          "environment",
          "grpc",
          "refused");
  private static final Set<String> ACTED_ON = Set.of("node", "scheduler", "api");
  private static final Set<String> CLAIMS =
      Set.of("Volume.persistentVolumeClaim", "Volume.ephemeral");

  /** What a Pod with a field looks like, for those that an event names. */
  private static final Map<String, String> EXAMPLES =
      Map.of(
          "PodSpec.hostPID",
          "hostPID: true, containers: [{name: c, image: busybox}]",
          "PodSpec.hostIPC",
          "hostIPC: true, containers: [{name: c, image: busybox}]",
          "PodSpec.shareProcessNamespace",
          "shareProcessNamespace: true, containers: [{name: c, image: busybox}]",
          "PodSpec.resourceClaims",
          "resourceClaims: [{name: gpu, resourceClaimName: gpu}], containers: [{name: c, image:"
              + " busybox}]",
          "Container.volumeDevices",
          "containers: [{name: c, image: busybox, volumeDevices: [{name: v, devicePath: /dev/x}]}],"
              + " volumes: [{name: v, emptyDir: {}}]",
          "Lifecycle.stopSignal",
          "os: {name: linux}, containers: [{name: c, image: busybox, lifecycle: {stopSignal:"
              + " SIGUSR1}}]",
          "ContainerRestartRule.action",
          "containers: [{name: c, image: busybox, restartPolicy: Never, restartPolicyRules:"
              + " [{action: RestartAllContainers, exitCodes: {operator: In, values: [3]}}]}]");

  private record Field(String verdict, String why) {}

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  private static Map<String, Field> table() {
    try (InputStream in = PodFieldsTest.class.getResourceAsStream("/pod-fields.txt")) {
      Map<String, Field> table = new LinkedHashMap<>();
      for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          String[] words = line.split(" +", 3);
          Field field = new Field(words[1], words.length > 2 ? words[2] : "");
          assertThat(table.put(words[0], field)).as("twice: " + words[0]).isNull();
        }
      }
      return table;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<String> withVerdict(String verdict) {
    return table().entrySet().stream()
        .filter(e -> e.getValue().verdict().equals(verdict))
        .map(Map.Entry::getKey);
  }

  static Stream<String> namedInEvents() {
    return withVerdict("event");
  }

  static Stream<String> refusedVolumes() {
    return withVerdict("volume").map(key -> key.substring("Volume.".length()));
  }

  static Stream<String> refusedProjections() {
    return withVerdict("projection").map(key -> key.substring("VolumeProjection.".length()));
  }

  /** The schemas of the core group as the API server publishes them. */
  private static JsonNode schemas() throws IOException, InterruptedException {
    try (SystemTime time = new SystemTime();
        ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time)) {
      HttpRequest request =
          HttpRequest.newBuilder(server.httpUrl().resolve("/openapi/v3/api/v1"))
              .header("Authorization", "Bearer " + server.adminToken())
              .build();
      String body =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
      return Json.parse(body).path("components").path("schemas");
    }
  }

  /** The names of all fields below a type, but for those below a field that nobody acts on. */
  private static void collect(
      String type, JsonNode schemas, Map<String, Field> table, Map<String, String> found) {
    JsonNode properties = schemas.path(CORE + type).path("properties");
    for (String field : properties.propertyNames()) {
      String key = type + "." + field;
      if (found.put(key, type) == null && isFollowed(key, table)) {
        reference(properties.path(field))
            .filter(name -> !schemas.path(CORE + name).path("properties").isEmpty())
            .ifPresent(name -> collect(name, schemas, table, found));
      }
    }
  }

  private static boolean isFollowed(String key, Map<String, Field> table) {
    Field field = table.get(key);
    return field != null && ACTED_ON.contains(field.verdict()) && !CLAIMS.contains(key);
  }

  private static Optional<String> reference(JsonNode property) {
    String ref = property.path("$ref").asString("");
    if (ref.isEmpty()) {
      ref = property.path("allOf").path(0).path("$ref").asString("");
    }
    if (!ref.isEmpty()) {
      String name = ref.substring(ref.lastIndexOf('/') + 1);
      return name.startsWith(CORE) ? Optional.of(name.substring(CORE.length())) : Optional.empty();
    }
    for (String inner : List.of("items", "additionalProperties")) {
      if (property.path(inner).isObject()) {
        return reference(property.path(inner));
      }
    }
    return Optional.empty();
  }

  @Test
  void everyField_isDecidedAbout() throws Exception {
    Map<String, Field> table = table();
    Map<String, String> found = new HashMap<>();
    collect("PodSpec", schemas(), table, found);

    assertThat(found).hasSizeGreaterThan(250);
    assertThat(new TreeSet<>(found.keySet())).isEqualTo(new TreeSet<>(table.keySet()));
  }

  @Test
  void everyVerdict_isKnownAndHasItsReason() {
    assertThat(table())
        .allSatisfy(
            (key, field) -> {
              assertThat(field.verdict()).as(key).isIn(VERDICTS);
              if (Set.of("harmless", "refused").contains(field.verdict())) {
                assertThat(field.why()).as(key).isNotEmpty();
              }
            });
  }

  private void pod(String spec) {
    node.apply("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {" + spec + "}\n");
  }

  @ParameterizedTest
  @MethodSource("namedInEvents")
  void fieldThatNobodyActsOn_isNamedInAnEvent(String key) {
    pod(EXAMPLES.get(key));

    String name = key.substring(key.indexOf('.') + 1);
    assertThat(node.phase("p")).isIn("Running", "Succeeded");
    assertThat(node.events("p"))
        .anySatisfy(event -> assertThat(event).startsWith("FieldIgnored: spec.").contains(name));
  }

  @Test
  void fieldThatIsOff_isNotNamed() {
    pod(
        "hostPID: false, hostIPC: false, shareProcessNamespace: false, containers: [{name: c, image:"
            + " busybox, restartPolicyRules: [], volumeDevices: []}]");

    assertThat(node.events("p")).noneMatch(event -> event.startsWith("FieldIgnored"));
  }

  @ParameterizedTest
  @MethodSource("refusedVolumes")
  void volumeThatIsNotImplemented_keepsThePodFromStarting(String type) {
    pod(
        "containers: [{name: c, image: busybox, volumeMounts: [{name: v, mountPath: /v}]}], volumes:"
            + " [{name: v, "
            + type
            + ": "
            + VOLUMES.get(type)
            + "}]");

    assertThat(node.phase("p")).isEqualTo("Pending");
    assertThat(node.events("p"))
        .anySatisfy(
            event ->
                assertThat(event)
                    .startsWith(
                        "FailedMount: volume v: type " + type + " is not implemented by Coracle"));
  }

  private static final Map<String, String> VOLUMES = volumes();

  private static Map<String, String> volumes() {
    Map<String, String> volumes = new HashMap<>();
    volumes.put("gcePersistentDisk", "{pdName: a}");
    volumes.put("awsElasticBlockStore", "{volumeID: a}");
    volumes.put("gitRepo", "{repository: 'https://example.com/a'}");
    volumes.put("nfs", "{server: a, path: /b}");
    volumes.put("iscsi", "{targetPortal: a, iqn: 'iqn.2001-04.com.example:a', lun: 0}");
    volumes.put("glusterfs", "{endpoints: a, path: b}");
    volumes.put("rbd", "{monitors: [a], image: b}");
    volumes.put("flexVolume", "{driver: a/b}");
    volumes.put("cinder", "{volumeID: a}");
    volumes.put("cephfs", "{monitors: [a]}");
    volumes.put("flocker", "{datasetName: a}");
    volumes.put("fc", "{targetWWNs: [a], lun: 0}");
    volumes.put("azureFile", "{secretName: a, shareName: b}");
    volumes.put("vsphereVolume", "{volumePath: a}");
    volumes.put("quobyte", "{registry: 'a:1', volume: b}");
    volumes.put("azureDisk", "{diskName: a, diskURI: b}");
    volumes.put("photonPersistentDisk", "{pdID: a}");
    volumes.put("portworxVolume", "{volumeID: a}");
    volumes.put("scaleIO", "{gateway: a, system: b, volumeName: c, secretRef: {name: d}}");
    volumes.put("storageos", "{volumeName: a}");
    volumes.put("csi", "{driver: a}");
    volumes.put("image", "{reference: 'a:1'}");
    return volumes;
  }

  @ParameterizedTest
  @MethodSource("refusedProjections")
  void projectionThatIsNotImplemented_keepsThePodFromStarting(String type) {
    pod(
        "containers: [{name: c, image: busybox, volumeMounts: [{name: v, mountPath: /v}]}], volumes:"
            + " [{name: v, projected: {sources: [{"
            + type
            + ": "
            + PROJECTIONS.get(type)
            + "}]}}]");

    assertThat(node.phase("p")).isEqualTo("Pending");
    assertThat(node.events("p"))
        .anySatisfy(
            event ->
                assertThat(event)
                    .startsWith("FailedMount: MountVolume.SetUp failed for volume \"v\" : ")
                    .contains(type, "is not implemented by Coracle"));
  }

  private static final Map<String, String> PROJECTIONS =
      Map.of(
          "clusterTrustBundle",
          "{name: a, path: b}",
          "podCertificate",
          "{signerName: a.example/b, keyType: ED25519, credentialBundlePath: c}");

  @Test
  void variableThatIsNotImplemented_keepsTheContainerFromStarting() {
    pod(
        "containers: [{name: c, image: busybox, env: [{name: A, valueFrom: {fileKeyRef: {volumeName:"
            + " v, path: a, key: b}}}]}], volumes: [{name: v, emptyDir: {}}]");

    assertThat(node.container("p").at("/state/waiting/reason").asString())
        .isEqualTo("CreateContainerConfigError");
    assertThat(node.events("p"))
        .contains("Failed: Error: env valueFrom [fileKeyRef] is not implemented by Coracle");
  }
}
