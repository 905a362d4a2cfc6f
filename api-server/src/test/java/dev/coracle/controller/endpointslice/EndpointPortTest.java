// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointPortTest {

  private static final KubeObject POD =
      KubeObject.parse(
          """
          {"spec": {
            "initContainers": [
              {"name": "setup", "ports": [{"name": "setup", "containerPort": 1}]},
              {"name": "mesh", "restartPolicy": "Always", "ports": [
                {"name": "mesh", "containerPort": 15000}, {"name": "http", "containerPort": 2}]}],
            "containers": [
              {"name": "a", "ports": [
                {"name": "http", "containerPort": 8080, "protocol": "TCP"},
                {"name": "dns", "containerPort": 53, "protocol": "UDP"}]},
              {"name": "b", "ports": [
                {"name": "http", "containerPort": 9090}, {"name": "dns", "containerPort": 5353}]}]
          }}
          """);

  /** A target port and protocol of a Service, and the number that it stands for. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "'4711', TCP, 4711",
    "'\"http\"', TCP, 8080",
    "'\"http\"', UDP, none",
    "'\"dns\"', UDP, 53",
    "'\"dns\"', TCP, 5353",
    "'\"mesh\"', TCP, 15000",
    "'\"setup\"', TCP, none",
    "'\"nobody\"', TCP, none",
  })
  void targetPort_isFoundByNameAndProtocol(String target, String protocol, String number) {
    KubeObject service =
        KubeObject.parse(
            """
            {"spec": {"ports": [{"name": "p", "port": 80, "targetPort": %s, "protocol": "%s",
                                 "appProtocol": "http"}]}}
            """
                .formatted(target, protocol));

    String found =
        EndpointPort.all(service, POD).stream()
            .map(port -> port.toJson().toString())
            .findFirst()
            .orElse("none");

    assertThat(found)
        .isEqualTo(
            number.equals("none")
                ? "none"
                : "{\"name\":\"p\",\"protocol\":\"%s\",\"port\":%s,\"appProtocol\":\"http\"}"
                    .formatted(protocol, number));
  }
}
