// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the programs of a Pod know as their host name. */
class PodSpecTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'x': 1                                                                     | web-0
          'hostname': 'h'                                                            | h
          'hostname': 'h', 'subdomain': 's'                                          | h
          'hostname': 'h', 'subdomain': 's', 'setHostnameAsFQDN': true               | h.s.shop.svc.cluster.local
          'subdomain': 's', 'setHostnameAsFQDN': true                                | web-0.s.shop.svc.cluster.local
          'setHostnameAsFQDN': true                                                  | web-0
          'hostNetwork': true, 'nodeName': 'node-1'                                  | node-1
          'hostNetwork': true, 'nodeName': 'node-1', 'hostname': 'h'                 | node-1
          'hostnameOverride': 'o.x', 'hostname': 'h'                                 | o.x
          """)
  void hostname_followsTheSpec(String spec, String hostname) {
    PodSpec pod =
        new PodSpec(
            KubeObject.parse(
                "{'metadata': {'name': 'web-0', 'namespace': 'shop'}, 'spec': {%s}}"
                    .formatted(spec)
                    .replace('\'', '"')));

    assertThat(pod.hostname("cluster.local")).isEqualTo(hostname);
  }
}
