// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PersistentMapTest {

  /** A key whose hash is shared by many others. */
  private record Colliding(int number) {

    @Override
    public int hashCode() {
      return number % 7 * 0x1000_0001;
    }
  }

  @Test
  void anyChanges_leaveWhatAHashMapHas() {
    Random random = new Random(1);
    Map<Colliding, Integer> expected = new HashMap<>();
    PersistentMap<Colliding, Integer> map = PersistentMap.empty();

    for (int i = 0; i < 5000; i++) {
      Colliding key = new Colliding(random.nextInt(300));
      if (random.nextInt(3) == 0) {
        expected.remove(key);
        map = map.without(key);
      } else {
        expected.put(key, i);
        map = map.with(key, i);
      }
    }

    Map<Colliding, Integer> actual = new HashMap<>();
    map.forEach(actual::put);
    assertThat(actual).isEqualTo(expected);
    assertThat(map.size()).isEqualTo(expected.size());
    assertThat(map.get(new Colliding(1)))
        .isEqualTo(java.util.Optional.ofNullable(expected.get(new Colliding(1))));
  }

  @Test
  void change_leavesTheOldMapAlone() {
    PersistentMap<String, Integer> before = PersistentMap.<String, Integer>empty().with("a", 1);

    PersistentMap<String, Integer> after = before.with("a", 2).with("b", 3).without("a");

    assertThat(before.get("a")).contains(1);
    assertThat(before.containsKey("b")).isFalse();
    assertThat(after.get("b")).contains(3);
    assertThat(after.containsKey("a")).isFalse();
  }

  @Test
  void removalOfWhatIsNotThere_changesNothing() {
    PersistentMap<String, Integer> map = PersistentMap.<String, Integer>empty().with("a", 1);

    assertThat(map.without("b")).isSameAs(map);
  }
}
