// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ApiException;
import dev.coracle.api.ListOptions;
import dev.coracle.apiserver.auth.Authorizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The switch that holds the parts of every cluster of a run to their roles. */
class PartsWithinRolesTest {

  private final Authorizer authorizer =
      DefaultAuthorizer.make("dev.coracle.testing.PartsWithinRoles");

  @Test
  void clusterWhosePartAsksForMore_failsWhenItIsClosed() {
    Cluster cluster = Cluster.builder().virtualTime().authorizer(authorizer).start();
    assertThatThrownBy(
            () -> cluster.client("system:kube-scheduler").list(DEPLOYMENTS, ListOptions.ALL))
        .isInstanceOf(ApiException.class);

    assertThatThrownBy(cluster::close)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "parts of the cluster asked for more than their roles: [system:kube-scheduler may not"
                + " list deployments.apps]");
  }

  @Test
  void clusterWhosePartsKeepToTheirRoles_isClosedInSilence() {
    Cluster cluster = Cluster.builder().virtualTime().authorizer(authorizer).start();
    int pods = cluster.client("system:kube-scheduler").list(PODS, ListOptions.ALL).items().size();

    cluster.close();

    assertThat(pods).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"system:serviceaccount:default:robot", "jane", "system:serviceaccount:shop:default"})
  void whoeverIsNoPart_mayDoWhatTheyLike(String user) {
    try (Cluster cluster = Cluster.builder().virtualTime().authorizer(authorizer).start()) {
      assertThat(cluster.client(user).list(DEPLOYMENTS, ListOptions.ALL).items()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"no.such.Class", "java.lang.String"})
  void classThatIsNoAuthorizer_isRefusedByName(String name) {
    assertThatThrownBy(() -> DefaultAuthorizer.make(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "coracle.authorizer: "
                + name
                + " (expected: an Authorizer on the class path, made without arguments)");
  }
}
