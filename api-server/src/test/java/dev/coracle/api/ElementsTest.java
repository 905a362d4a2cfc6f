// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;

/** Elements are an {@link ArrayList}, until they are shared. */
class ElementsTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void elements_doWhatAnArrayListDoes(long seed) {
    Random random = new Random(seed);
    Elements elements = new Elements(0);
    List<JsonNode> model = new ArrayList<>();

    for (int step = 0; step < 2000; step++) {
      JsonNode value = IntNode.valueOf(step);
      int place = random.nextInt(model.size() + 1);
      boolean inside = place < model.size();
      switch (random.nextInt(6)) {
        case 0, 1 -> assertThat(elements.add(value)).isEqualTo(model.add(value));
        case 2 -> {
          elements.add(place, value);
          model.add(place, value);
        }
        case 3 -> {
          if (inside) {
            assertThat(elements.set(place, value)).isEqualTo(model.set(place, value));
          }
        }
        case 4 -> {
          if (inside) {
            assertThat(elements.remove(place)).isEqualTo(model.remove(place));
          }
        }
        default -> {
          elements.subList(place, Math.min(model.size(), place + 2)).clear();
          model.subList(place, Math.min(model.size(), place + 2)).clear();
        }
      }
      assertThat(elements).hasSize(model.size());
    }

    assertThat(elements).isEqualTo(model);
    assertThat(elements.copy()).isEqualTo(model);
  }

  @Test
  void placeOutside_isRefused() {
    Elements elements = three();

    assertThatThrownBy(() -> elements.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> elements.add(5, IntNode.valueOf(1)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> elements.remove(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(elements).isEqualTo(three());
  }

  @Test
  void vandal_changesElementsUntilTheyAreShared() {
    assertThat(Vandal.changers(ElementsTest::three))
        .contains(
            "add",
            "addAll",
            "remove",
            "clear",
            "iterator",
            "listIterator",
            "subList",
            "sort",
            "removeIf",
            "replaceAll",
            "retainAll");

    Elements shared = three();
    shared.share();
    Vandal.wreck(shared);

    assertThat(shared).isEqualTo(three());
  }

  private static Elements three() {
    Elements elements = new Elements(1);
    for (int i = 0; i < 3; i++) {
      elements.add(IntNode.valueOf(i));
    }
    return elements;
  }
}
