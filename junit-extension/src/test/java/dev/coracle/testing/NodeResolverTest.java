// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.network.NetworkPlan;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whose name server a Pod has.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy">Pod's
 *     DNS policy</a>
 */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class NodeResolverTest {

  private static final String SERVICE = "kubernetes.default.svc.cluster.local";
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec:
        hostNetwork: %s
        dnsPolicy: %s
        containers: [{name: sh, image: busybox, command: [sleep, infinity]}]
      """;

  private final Cluster cluster;

  NodeResolverTest(NetworkPlan plan) {
    cluster = Cluster.builder().plan(plan).virtualTime().start();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @ParameterizedTest(name = "hostNetwork {0}, {1}")
  @CsvSource({
    "false, Default, false",
    "true, ClusterFirst, false",
    "true, ClusterFirstWithHostNet, true",
    "false, ClusterFirst, true",
  })
  void namesOfServices_areKnownByThePolicy(boolean hostNetwork, String policy, boolean known)
      throws Exception {
    cluster.hosts().add("api.example.com", InetAddress.getByName("192.0.2.8"));
    cluster.apply(POD.formatted(hostNetwork, policy)).awaitReady();

    assertThat(cluster.exec("p", "nslookup", "api.example.com").stdout()).contains("192.0.2.8");
    assertThat(cluster.exec("p", "nslookup", SERVICE).exitCode() == 0).isEqualTo(known);
    assertThat(cluster.exec("p", "nslookup", "no.such.name").exitCode()).isNotZero();
  }

  @Test
  void resolvConf_namesOneServerAndNothingElse() {
    cluster.apply(POD.formatted(false, "Default")).awaitReady();

    assertThat(cluster.exec("p", "cat", "/etc/resolv.conf").stdout())
        .matches("nameserver [0-9.]+\\.0\\.53\n");
  }

  @Test
  void lookUp_isInTheReport() {
    cluster.apply(POD.formatted(false, "Default")).awaitReady();

    cluster.exec("p", "wget", "-qO-", "http://nobody.example.com/");

    assertThat(cluster.report().toString()).contains("nobody.example.com. A");
  }
}
