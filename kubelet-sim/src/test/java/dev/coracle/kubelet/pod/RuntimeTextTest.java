// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeTextTest {

  @ParameterizedTest(name = "{0} s")
  @CsvSource({
    "0, 0s",
    "9, 9s",
    "10, 10s",
    "59, 59s",
    "60, 1m0s",
    "80, 1m20s",
    "160, 2m40s",
    "300, 5m0s",
    "3599, 59m59s",
    "3600, 1h0m0s",
    "3661, 1h1m1s",
    "90061, 25h1m1s",
  })
  void duration_isWrittenAsGoDoes(long seconds, String text) {
    assertThat(RuntimeText.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "docker.io/library/nginx:1.27,    docker.io/library/nginx@sha256:",
    "docker.io/library/nginx,         docker.io/library/nginx@sha256:",
    "localhost:5000/web:1,            localhost:5000/web@sha256:",
    "localhost:5000/web,              localhost:5000/web@sha256:",
    "example.com/web@sha256:00,       example.com/web@sha256:",
  })
  void imageId_isARepositoryWithADigest(String reference, String prefix) {
    assertThat(RuntimeText.image(reference)).startsWith(prefix).hasSize(prefix.length() + 64);
  }

  @Test
  void containerId_isItsRunsOwn() {
    String first = RuntimeText.container("uid", "main", 0);

    assertThat(first).matches("containerd://[0-9a-f]{64}");
    assertThat(RuntimeText.container("uid", "main", 0)).isEqualTo(first);
    assertThat(RuntimeText.container("uid", "main", 1)).isNotEqualTo(first);
    assertThat(RuntimeText.container("uid", "other", 0)).isNotEqualTo(first);
    assertThat(RuntimeText.container("uid-2", "main", 0)).isNotEqualTo(first);
  }
}
