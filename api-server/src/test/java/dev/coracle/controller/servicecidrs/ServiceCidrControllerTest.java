// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.servicecidrs;

import static dev.coracle.api.ResourceType.SERVICES;
import static dev.coracle.api.ResourceType.SERVICE_CIDRS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

@ParameterizedClass
@EnumSource(Watches.class)
class ServiceCidrControllerTest {

  private static final ObjectKey EXTRA = ObjectKey.cluster("extra");

  private final ControllerTester cluster;

  ServiceCidrControllerTest(Watches watches) {
    cluster = new ControllerTester(watches);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void standardBlock_isThereAndReady() {
    KubeObject cidr = get("kubernetes");

    assertThat(Json.text(cidr.at("spec", "cidrs"))).isEqualTo("[\"10.96.0.0/16\"]");
    assertThat(cidr.finalizers()).containsExactly("networking.k8s.io/service-cidr-finalizer");
    assertThat(Json.textAt(ready(cidr), "status")).isEqualTo("True");
    assertThat(Json.textAt(ready(cidr), "message"))
        .isEqualTo("Kubernetes default Service CIDR is ready");
  }

  @Test
  void anotherBlock_givesAddresses() {
    create("10.200.0.0/24");

    cluster.create(SERVICES, service("10.200.0.7"));

    assertThat(Json.textAt(ready(get("extra")), "message"))
        .isEqualTo("Kubernetes Service CIDR is ready");
    assertThat(cluster.get(SERVICES, "web").text("spec", "clusterIP")).isEqualTo("10.200.0.7");
  }

  @Test
  void blockWithoutAddresses_goesTenSecondsAfterItsDeletion() {
    create("10.200.0.0/24");

    delete();
    boolean before = exists();
    cluster.advance(Duration.ofSeconds(10));

    assertThat(before).isTrue();
    assertThat(exists()).isFalse();
  }

  @Test
  void blockWithAddresses_waitsForThem() {
    create("10.200.0.0/24");
    cluster.create(SERVICES, service("10.200.0.7"));

    delete();
    cluster.advance(Duration.ofSeconds(20));
    JsonNode blocked = ready(get("extra"));
    cluster.delete(SERVICES, "web");
    cluster.advance(Duration.ofSeconds(1));

    assertThat(Json.textAt(blocked, "status")).isEqualTo("False");
    assertThat(Json.textAt(blocked, "reason")).isEqualTo("Terminating");
    assertThat(exists()).isFalse();
  }

  @Test
  void blockInsideAnother_doesNotWait() {
    create("10.96.8.0/24");
    cluster.create(SERVICES, service("10.96.8.7"));

    delete();
    cluster.advance(Duration.ofSeconds(10));

    assertThat(exists()).isFalse();
  }

  private static String service(String ip) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {clusterIP: %s, ports: [{port: 80}]}
    """
        .formatted(ip);
  }

  private void create(String block) {
    cluster
        .client()
        .create(
            SERVICE_CIDRS,
            KubeObject.of(SERVICE_CIDRS, EXTRA)
                .edit(cidr -> cidr.putObject("spec").putArray("cidrs").add(block)));
    cluster.settle();
  }

  private void delete() {
    cluster.client().delete(SERVICE_CIDRS, EXTRA);
    cluster.settle();
  }

  private boolean exists() {
    return cluster.client().find(SERVICE_CIDRS, EXTRA).isPresent();
  }

  private KubeObject get(String name) {
    return cluster.client().get(SERVICE_CIDRS, ObjectKey.cluster(name));
  }

  private static JsonNode ready(KubeObject cidr) {
    return cidr.at("status", "conditions").path(0);
  }
}
