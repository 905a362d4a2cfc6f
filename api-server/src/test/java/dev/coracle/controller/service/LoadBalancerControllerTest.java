// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.service;

import static dev.coracle.api.ResourceType.EVENTS;
import static dev.coracle.api.ResourceType.NODES;
import static dev.coracle.api.ResourceType.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Watches.class)
class LoadBalancerControllerTest {

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        type: LoadBalancer
        ports: [{port: 80}]
      """;

  private static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";

  private final RangePool pool = new RangePool("203.0.113.1", "203.0.113.2");
  private final ControllerTester cluster;

  LoadBalancerControllerTest(Watches watches) {
    cluster = new ControllerTester(watches, options -> options.withLoadBalancers(pool));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void service_getsAnAddress() {
    cluster.create(SERVICES, SERVICE);

    assertThat(shown("web")).isEqualTo("[{\"ip\":\"203.0.113.1\",\"ipMode\":\"VIP\"}]");
    assertThat(cluster.get(SERVICES, "web").finalizers())
        .containsExactly("service.kubernetes.io/load-balancer-cleanup");
    assertThat(cluster.events("EnsuringLoadBalancer")).containsExactly("Ensuring load balancer");
    assertThat(cluster.events("EnsuredLoadBalancer")).containsExactly("Ensured load balancer");
  }

  @Test
  void wantedAddress_isGivenWhereItIsFree() {
    cluster.create(SERVICES, SERVICE + "  loadBalancerIP: 203.0.113.2\n");

    assertThat(shown("web")).contains("203.0.113.2");
  }

  @Test
  void wantedAddressThatIsTaken_isReplacedByAnother() {
    cluster.create(SERVICES, SERVICE + "  loadBalancerIP: 203.0.113.2\n");

    cluster.create(SERVICES, SERVICE.replace("web", "other") + "  loadBalancerIP: 203.0.113.2\n");

    assertThat(shown("other")).contains("203.0.113.1");
  }

  @Test
  void changedWish_movesTheService() {
    cluster.create(SERVICES, SERVICE);

    cluster.patch(SERVICES, "web", "spec: {loadBalancerIP: 203.0.113.2}");

    assertThat(shown("web")).contains("203.0.113.2");
    assertThat(pool.taken()).containsExactly("203.0.113.2");
  }

  @Test
  void serviceOfAClass_isSomebodyElses() {
    cluster.create(SERVICES, SERVICE + "  loadBalancerClass: example.com/lb\n");

    assertThat(shown("web")).isEmpty();
    assertThat(cluster.get(SERVICES, "web").finalizers()).isEmpty();
  }

  @Test
  void deletedService_givesItsAddressBack() {
    cluster.create(SERVICES, SERVICE);

    cluster.delete(SERVICES, "web");

    assertThat(cluster.list(SERVICES)).extracting(KubeObject::name).doesNotContain("web");
    assertThat(pool.taken()).isEmpty();
    assertThat(cluster.events("DeletingLoadBalancer")).containsExactly("Deleting load balancer");
    assertThat(cluster.events("DeletedLoadBalancer")).containsExactly("Deleted load balancer");
  }

  @Test
  void serviceOfAnotherType_losesAddressAndFinalizer() {
    cluster.create(SERVICES, SERVICE);

    cluster.patch(SERVICES, "web", "spec: {type: ClusterIP}");

    assertThat(shown("web")).isEmpty();
    assertThat(cluster.get(SERVICES, "web").finalizers()).isEmpty();
    assertThat(pool.taken()).isEmpty();
  }

  @Test
  void emptyPool_isTriedAgain() {
    cluster.create(SERVICES, SERVICE);
    cluster.create(SERVICES, SERVICE.replace("web", "second"));
    cluster.create(SERVICES, SERVICE.replace("web", "third"));
    String before = shown("third");

    cluster.delete(SERVICES, "web");
    cluster.advance(Duration.ofSeconds(5));

    assertThat(before).isEmpty();
    assertThat(shown("third")).contains("203.0.113.1");
    assertThat(cluster.events("SyncLoadBalancerFailed"))
        .containsExactly("Error syncing load balancer: all are taken");
  }

  @Test
  void changedLabels_doNotConcernTheLoadBalancer() {
    cluster.create(SERVICES, SERVICE);

    cluster.patch(SERVICES, "web", "{metadata: {labels: {a: b}}, spec: {selector: {app: web}}}");

    assertThat(cluster.events("EnsuringLoadBalancer")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metadata: {annotations: {example.com/a: b}}",
        "spec: {sessionAffinity: ClientIP}",
        "spec: {externalTrafficPolicy: Local}",
        "spec: {ports: [{port: 81}]}",
        "spec: {loadBalancerSourceRanges: [10.0.0.0/8]}",
      })
  void changeThatMatters_isTheLoadBalancersToo(String patch) {
    cluster.addNode("node-1");
    cluster.create(SERVICES, SERVICE);

    cluster.patch(SERVICES, "web", patch);

    assertThat(counts("EnsuringLoadBalancer")).isEqualTo(2);
    assertThat(counts("EnsuredLoadBalancer")).isEqualTo(2);
  }

  @Test
  void nodesThatComeAndGo_areToldOf() {
    cluster.create(SERVICES, SERVICE);
    cluster.addNode("node-1");

    cluster.patch(NODES, "node-1", "metadata: {labels: {unrelated: x}}");
    cluster.addNode("node-2", ControllerTester.labels(EXCLUDED, "true"));
    cluster.addNode("node-3", ControllerTester.labels(EXCLUDED, "false"));
    cluster.patch(NODES, "node-1", "metadata: {labels: {'" + EXCLUDED + "': maybe}}");
    cluster.patch(NODES, "node-3", "spec: {providerID: 'cloud://3'}");
    cluster.delete(NODES, "node-3");

    assertThat(cluster.events("UnAvailableLoadBalancer"))
        .containsOnly("There are no available nodes for LoadBalancer");
    assertThat(counts("UnAvailableLoadBalancer")).isEqualTo(2);
    assertThat(cluster.events("UpdatedLoadBalancer"))
        .containsOnly("Updated load balancer with new hosts");
    assertThat(counts("UpdatedLoadBalancer")).isEqualTo(4);
    assertThat(cluster.events("EnsuringLoadBalancer")).hasSize(1);
  }

  @Test
  void nodeThatIsNotReady_staysBehindTheLoadBalancer() {
    cluster.addNode("node-1");
    cluster.create(SERVICES, SERVICE);

    cluster
        .client()
        .patchStatus(
            NODES,
            ObjectKey.cluster("node-1"),
            Patch.strategic(
                body ->
                    body.putObject("status")
                        .putArray("conditions")
                        .addObject()
                        .put("type", "Ready")
                        .put("status", "False")));
    cluster.settle();

    assertThat(cluster.events("UpdatedLoadBalancer")).isEmpty();
    assertThat(cluster.events("UnAvailableLoadBalancer")).isEmpty();
  }

  private int counts(String reason) {
    return cluster.client().list(EVENTS, ListOptions.ALL).items().stream()
        .filter(e -> e.text("reason").equals(reason))
        .mapToInt(e -> e.number(0, "count"))
        .sum();
  }

  private String shown(String service) {
    var ingress = cluster.get(SERVICES, service).at("status", "loadBalancer", "ingress");
    return ingress.isMissingNode() ? "" : Json.text(ingress);
  }
}
