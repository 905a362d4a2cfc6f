// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AwkArrayTest {

  private final AwkArray array = new AwkArray();

  @Test
  void lookingForAKey_makesNoElement_askingForItsValueDoes() {
    assertThat(array.contains("a")).isFalse();
    assertThat(array.size()).isZero();

    assertThat(array.get("a")).isEqualTo(Values.UNSET);
    assertThat(array.contains("a")).isTrue();
    assertThat(array.size()).isEqualTo(1);
  }

  @Test
  void manyKeys_areAllFoundAgain() {
    for (int i = 0; i < 5000; i++) {
      array.put("key" + i, Values.of(i));
    }

    assertThat(array.keys()).hasSize(5000).doesNotHaveDuplicates();
    assertThat(array.get("key4711")).isEqualTo(Values.of(4711));
    assertThat(array.size()).isEqualTo(5000);
  }

  @Test
  void removedKey_isGone_andMayComeBack() {
    array.put("a", Values.of("1"));
    array.put("b", Values.of("2"));

    array.remove("a");
    array.remove("never");
    assertThat(array.keys()).containsExactly("b");

    array.put("a", Values.of("3"));
    assertThat(array.get("a")).isEqualTo(Values.of("3"));
  }

  @Test
  void clearedArray_isEmpty() {
    array.put("a", Values.ONE);

    array.clear();

    assertThat(array.keys()).isEmpty();
    assertThat(array.contains("a")).isFalse();
  }

  @Test
  void keys_areThoseOfTheMoment() {
    array.put("a", Values.ONE);

    var keys = array.keys();
    array.put("b", Values.ONE);

    assertThat(keys).containsExactly("a");
  }
}
