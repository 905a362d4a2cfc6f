// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikenessTest {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          Deploymnt,     Deployment,    1
          Deploymetn,    Deployment,    1
          deployment,    Deployment,    0
          shop/order:1,  shop/orders:1, 1
          web,           wep,           1
          """)
  void slipOfTheKeyboard_isNear(String slip, String meant, int distance) {
    assertThat(Likeness.distance(slip, meant)).contains(distance);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          Wheel,  Deployment
          web,    api
          orders, shop/orders
          """)
  void otherWord_isNotNear(String word, String other) {
    assertThat(Likeness.distance(word, other)).isEmpty();
  }

  @Test
  void nearestOfSome_isTheOneWithTheFewestMistakes() {
    List<String> kinds = List.of("DaemonSet", "ReplicaSet", "Replicas", "StatefulSet");

    assertThat(Likeness.nearest("ReplicasSet", kinds)).contains("ReplicaSet");
    assertThat(Likeness.nearest("Service", kinds)).isEmpty();
  }
}
