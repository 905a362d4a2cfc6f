// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.kubelet.pod.PodState.Cause;
import dev.coracle.kubelet.spec.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodAdmissionTest {

  private static Optional<Cause> refusal(String spec) {
    PodSpec pod =
        new PodSpec(
            KubeObject.parse(
                "{\"metadata\": {\"name\": \"p\", \"namespace\": \"shop\"}, \"spec\": "
                    + spec
                    + "}"));
    return PodAdmission.refusal(pod, List.of(), Map.of());
  }

  private static String sysctls(String name) {
    return "\"securityContext\": {\"sysctls\": [{\"name\": \"" + name + "\", \"value\": \"1\"}]}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"os\": {\"name\": \"linux\"}}", "{\"os\": {}}"})
  void podOfThisSystem_isLetIn(String spec) {
    assertThat(refusal(spec)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows", "plan9"})
  void podOfAnotherSystem_isRefused(String os) {
    assertThat(refusal("{\"os\": {\"name\": \"" + os + "\"}}"))
        .contains(
            Cause.failure(
                "PodOSNotSupported",
                "Pod was rejected: Failed to admit pod as the OS field doesn't match node OS"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.tcp_keepalive_time",
        "net/ipv4/tcp_syncookies"
      })
  void safeSysctl_isLetIn(String name) {
    assertThat(refusal("{" + sysctls(name) + "}")).isEmpty();
  }

  @ParameterizedTest(name = "{0}, host network: {1}")
  @CsvSource({
    "kernel.msgmax, false, not allowlisted",
    "net.core.somaxconn, false, not allowlisted",
    "kernel/msgmax, false, not allowlisted",
    "net.core.somaxconn, true, not allowlisted",
    "net.ipv4.tcp_syncookies, true, not allowed with host net enabled",
  })
  void otherSysctl_isRefused(String name, boolean hostNetwork, String why) {
    assertThat(refusal("{\"hostNetwork\": " + hostNetwork + ", " + sysctls(name) + "}"))
        .contains(
            Cause.failure(
                "SysctlForbidden",
                "Pod was rejected: forbidden sysctl: \"" + name.replace('/', '.') + "\" " + why));
  }
}
