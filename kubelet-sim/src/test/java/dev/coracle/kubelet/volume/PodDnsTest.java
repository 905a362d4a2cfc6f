// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.kubelet.node.PodLink.Resolver;
import dev.coracle.kubelet.spec.PodSpec;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodDnsTest {

  private static final Resolver HOST =
      new Resolver(List.of("8.8.8.8"), List.of("host.domain"), List.of());
  private static final String OWN =
      """
      "dnsConfig": {"nameservers": ["%s"], "searches": ["my.domain"],
                    "options": [{"name": "ndots", "value": "3"}, {"name": "debug"}]}
      """;

  @ParameterizedTest(name = "{0}, host network {1}, own {2}")
  @CsvSource({
    "None, false, '', '', '', ''",
    "None, false, 203.0.113.1, 203.0.113.1, my.domain, ndots:3 debug",
    "ClusterFirst, false, 10.0.0.11, 10.0.0.10 10.0.0.11,"
        + " testNS.svc.kubernetes.io svc.kubernetes.io kubernetes.io host.domain my.domain,"
        + " ndots:3 debug",
    "ClusterFirstWithHostNet, true, 10.0.0.11, 10.0.0.10 10.0.0.11,"
        + " testNS.svc.kubernetes.io svc.kubernetes.io kubernetes.io host.domain my.domain,"
        + " ndots:3 debug",
    "ClusterFirst, true, '', 8.8.8.8, host.domain, ''",
    "Default, false, 10.0.0.11, 8.8.8.8 10.0.0.11, host.domain my.domain, ndots:3 debug",
    "ClusterFirst, false, '', 10.0.0.10,"
        + " testNS.svc.kubernetes.io svc.kubernetes.io kubernetes.io host.domain, ndots:5",
  })
  void policy_decides(
      String policy,
      boolean hostNetwork,
      String own,
      String nameservers,
      String searches,
      String options) {
    String config = own.isEmpty() ? "\"x\": 1" : OWN.formatted(own);
    KubeObject pod =
        KubeObject.parse(
            """
            {"metadata": {"name": "p", "namespace": "testNS"},
             "spec": {"dnsPolicy": "%s", "hostNetwork": %s, %s}}
            """
                .formatted(policy, hostNetwork, config));

    Resolver resolver = PodDns.of(new PodSpec(pod), List.of("10.0.0.10"), "kubernetes.io", HOST);

    assertThat(String.join(" ", resolver.nameservers())).isEqualTo(nameservers);
    assertThat(String.join(" ", resolver.searches())).isEqualTo(searches);
    assertThat(String.join(" ", resolver.options())).isEqualTo(options);
  }
}
