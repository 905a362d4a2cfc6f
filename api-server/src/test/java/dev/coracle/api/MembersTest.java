// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;

/** Members are a {@link LinkedHashMap} in all but weight, until they are shared. */
class MembersTest {

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 9, 16, 17, 40, 300})
  void members_doWhatALinkedHashMapDoes(int names) {
    Random random = new Random(names);
    Members members = new Members();
    Map<String, JsonNode> model = new LinkedHashMap<>();

    for (int step = 0; step < 3000; step++) {
      // Half of the names collide: "Aa" and "BB" have the same hash.
      int number = random.nextInt(names);
      String name = (number % 2 == 0 ? "Aa" : "BB") + number / 2;
      JsonNode value = IntNode.valueOf(step);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> assertThat(members.put(name, value)).isEqualTo(model.put(name, value));
        case 3, 4 -> assertThat(members.remove(name)).isEqualTo(model.remove(name));
        case 5 ->
            assertThat(members.putIfAbsent(name, value)).isEqualTo(model.putIfAbsent(name, value));
        case 6 -> assertThat(removeNth(members, number)).isEqualTo(removeNth(model, number));
        default -> setNth(number, value, members, model);
      }
      assertThat(members.get(name)).isEqualTo(model.get(name));
      assertThat(members.containsKey(name)).isEqualTo(model.containsKey(name));
      assertThat(members).hasSize(model.size());
    }

    assertThat(new ArrayList<>(members.entrySet())).isEqualTo(new ArrayList<>(model.entrySet()));
    assertThat(members).isEqualTo(model).hasSameHashCodeAs(model);
    assertThat(members.copy()).isEqualTo(model);
    assertThat(new ArrayList<>(members.copy().keySet())).isEqualTo(new ArrayList<>(model.keySet()));
    model.keySet().forEach(name -> assertThat(members.copy().get(name)).isEqualTo(model.get(name)));
  }

  private static boolean removeNth(Map<String, JsonNode> map, int place) {
    Iterator<Map.Entry<String, JsonNode>> entries = map.entrySet().iterator();
    for (int i = 0; entries.hasNext(); i++) {
      entries.next();
      if (i == place) {
        entries.remove();
        return true;
      }
    }
    return false;
  }

  private static void setNth(
      int place, JsonNode value, Map<String, JsonNode> a, Map<String, JsonNode> b) {
    for (Map<String, JsonNode> map : List.of(a, b)) {
      map.entrySet().stream().skip(place).findFirst().ifPresent(entry -> entry.setValue(value));
    }
  }

  @Test
  void clearedMembers_areEmptyAndTakeNewOnes() {
    Members members = many(20);

    members.clear();
    members.put("a", IntNode.valueOf(1));

    assertThat(members).containsOnlyKeys("a");
    assertThat(members.get("n3")).isNull();
  }

  @Test
  void copy_isIndependentOfWhatItWasCopiedFrom() {
    Members members = many(12);
    members.share();

    Members copy = members.copy();
    for (int i = 12; i < 40; i++) {
      copy.put("n" + i, IntNode.valueOf(i));
    }
    copy.remove("n0");

    assertThat(members).isEqualTo(many(12));
    assertThat(copy).hasSize(39).doesNotContainKey("n0").containsKey("n39");
  }

  @Test
  void nameThatIsNone_isAbsent() {
    Members members = many(3);

    assertThat(members.get(null)).isNull();
    assertThat(members.containsKey(7)).isFalse();
    assertThat(members.remove("absent")).isNull();
  }

  @Test
  void iteratorAtItsEnd_saysSo() {
    Iterator<Map.Entry<String, JsonNode>> end = new Members().entrySet().iterator();

    assertThat(end.hasNext()).isFalse();
    assertThatThrownBy(end::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void vandal_changesMembersUntilTheyAreShared() {
    Set<String> changers = Vandal.changers(() -> many(4));

    assertThat(changers)
        .contains(
            "put",
            "putAll",
            "clear",
            "entrySet",
            "keySet",
            "values",
            "putIfAbsent",
            "replaceAll",
            "compute",
            "computeIfAbsent",
            "merge");
    for (int size : new int[] {0, 1, 4, 12}) {
      Members shared = many(size);
      shared.share();
      Vandal.wreck(shared);
      assertThat(shared).isEqualTo(many(size));
    }
  }

  private static Members many(int count) {
    Members members = new Members();
    for (int i = 0; i < count; i++) {
      members.put("n" + i, IntNode.valueOf(i));
    }
    return members;
  }
}
