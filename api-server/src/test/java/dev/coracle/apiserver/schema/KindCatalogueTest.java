// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KindCatalogueTest {

  private final KindCatalogue catalogue = new KindCatalogue(Kinds.table());

  @Test
  void addedKind_isInTheNextSnapshotOnly() {
    Kinds before = catalogue.current();

    catalogue.add(List.of(widget("v1")));

    assertThat(catalogue.current().byResource("example.com", "v1", "widgets")).isPresent();
    assertThat(before.byResource("example.com", "v1", "widgets")).isEmpty();
  }

  @Test
  void removedVersion_leavesTheOther() {
    catalogue.add(List.of(widget("v1"), widget("v2")));

    catalogue.remove("example.com", "v1");

    assertThat(catalogue.current().byKind("example.com/v1", "Widget")).isEmpty();
    assertThat(catalogue.current().byKind("example.com/v2", "Widget")).isPresent();
  }

  @Test
  void addedAgain_replacesTheKind() {
    catalogue.add(List.of(widget("v1")));
    Kind newer = widget("v1");

    catalogue.add(List.of(newer));

    assertThat(catalogue.current().byKind("example.com/v1", "Widget")).containsSame(newer);
    assertThat(catalogue.current().all()).filteredOn(newer::equals).hasSize(1);
  }

  @Test
  void observer_isToldOfEveryChangeUntilItLeaves() {
    List<Kinds> seen = new ArrayList<>();
    Runnable leave = catalogue.observe(() -> seen.add(catalogue.current()));

    catalogue.add(List.of(widget("v1")));
    catalogue.remove("example.com", "v1");
    leave.run();
    catalogue.add(List.of(widget("v2")));

    assertThat(seen).hasSize(2);
    assertThat(seen.get(0).byKind("example.com/v1", "Widget")).isPresent();
    assertThat(seen.get(1).byKind("example.com/v1", "Widget")).isEmpty();
  }

  @Test
  void twoCatalogues_haveTheirOwnKinds() {
    KindCatalogue other = new KindCatalogue(Kinds.table());

    catalogue.add(List.of(widget("v1")));

    assertThat(other.current().byKind("example.com/v1", "Widget")).isEmpty();
  }

  private static Kind widget(String version) {
    ResourceType type =
        new ResourceType("example.com", version, "widgets", "widget", "Widget", true);
    return new Kind(
        type,
        List.of(),
        List.of(),
        List.of("get"),
        List.of(),
        StructuralSchema.of(Json.object(), MessageTypes.named("meta.v1.ObjectMeta")),
        new Kind.Stored(type, Conversion.IDENTITY),
        "");
  }
}
