// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersionOrderTest {

  /**
   * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-priority
   */
  @Test
  void versions_areSortedAsTheDocumentationHasIt() {
    List<String> versions =
        List.of(
            "foo10",
            "v1",
            "v11alpha2",
            "v3beta1",
            "v10",
            "foo1",
            "v12alpha1",
            "v10beta3",
            "v2",
            "v11beta2");

    assertThat(versions.stream().sorted(new VersionOrder()))
        .containsExactly(
            "v10",
            "v2",
            "v1",
            "v11beta2",
            "v10beta3",
            "v3beta1",
            "v12alpha1",
            "v11alpha2",
            "foo1",
            "foo10");
  }
}
