// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NamespaceNameTest {

  @SuppressWarnings("unused")
  private static final class HTTP2OrdersTest {

    void spreadsLoad_overAllPods() {}

    void aTestThatIsSaidInSoManyWordsThatNoLabelOfDnsHasRoomForAllOfThem() {}

    void заказ() {}

    void $$$() {}
  }

  private static String name(String method, int number) {
    Method found =
        Arrays.stream(HTTP2OrdersTest.class.getDeclaredMethods())
            .filter(each -> each.getName().equals(method))
            .findFirst()
            .orElseThrow();
    return NamespaceName.of(HTTP2OrdersTest.class, Optional.of(found), number);
  }

  @Test
  void name_isThatOfTheTestAsANamespaceCanHaveIt() {
    assertThat(name("spreadsLoad_overAllPods", 7))
        .isEqualTo("http2-orders-test-spreads-load-over-all-pods-7");
    assertThat(NamespaceName.of(HTTP2OrdersTest.class, Optional.empty(), 1))
        .isEqualTo("http2-orders-test-1");
  }

  @Test
  void nameThatIsTooLong_keepsItsNumber() {
    assertThat(name("aTestThatIsSaidInSoManyWordsThatNoLabelOfDnsHasRoomForAllOfThem", 1234))
        .hasSizeLessThanOrEqualTo(63)
        .startsWith("http2-orders-test-a-test-that-is-said")
        .matches("[a-z0-9-]+[a-z]-1234");
  }

  @Test
  void nameInAnotherScript_isStillOne() {
    assertThat(name("заказ", 1)).isEqualTo("http2-orders-test-1");
    assertThat(name("$$$", 2)).isEqualTo("http2-orders-test-2");
  }
}
