// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KindsTest {
  private final Kinds kinds = Kinds.table();

  @Test
  void kind_isFoundByResourceAndByName() {
    Kind deployment = kinds.byResource("apps", "v1", "deployments").orElseThrow();

    assertThat(kinds.byKind("apps/v1", "Deployment")).contains(deployment);
    assertThat(deployment.shortNames()).containsExactly("deploy");
    assertThat(deployment.categories()).containsExactly("all");
    assertThat(deployment.subresource("scale"))
        .contains(
            new Subresource("scale", "autoscaling/v1", "Scale", List.of("get", "patch", "update")));
    assertThat(kinds.byResource("apps", "v2", "deployments")).isEmpty();
  }

  @Test
  void sentKinds_haveNoResource() {
    Kind eviction = kinds.byKind("policy/v1", "Eviction").orElseThrow();

    assertThat(eviction.stored()).isFalse();
    assertThat(kinds.all()).doesNotContain(eviction).hasSize(22);
  }

  @Test
  void field_carriesWhatMergingNeeds() {
    Field containers = MessageTypes.named("core.v1.PodSpec").field("containers").orElseThrow();

    assertThat(containers.mergeKey()).isEqualTo("name");
    assertThat(containers.patchStrategies()).containsExactly("merge");
    assertThat(containers.listType()).isEqualTo("map");
    assertThat(containers.listMapKeys()).containsExactly("name");
    assertThat(containers.required()).isTrue();
    assertThat(containers.numbers()).containsExactly(2);
  }

  @Test
  void fieldsNamedLikeWordsOfTheTable_areFields() {
    assertThat(MessageTypes.named("apps.v1.DeploymentStrategy").field("type")).isPresent();
    assertThat(MessageTypes.named("core.v1.ObjectReference").field("kind")).isPresent();
  }

  @Test
  void embeddedFields_knowTheirWholeNumber() {
    assertThat(MessageTypes.named("core.v1.Volume").field(List.of(2, 19)))
        .map(Field::name)
        .contains("configMap");
  }

  @Test
  void everyReferencedType_isInTheTable() {
    Deque<MessageType> open = new ArrayDeque<>();
    kinds.all().forEach(kind -> open.add(((BuiltInSchema) kind.schema()).root()));
    Set<MessageType> seen = new HashSet<>(open);

    while (!open.isEmpty()) {
      for (Field field : open.remove().fields()) {
        reference(field.type()).filter(seen::add).ifPresent(open::add);
      }
    }

    assertThat(seen).hasSizeGreaterThan(200);
  }

  @Test
  void unknownType_isRefusedByName() {
    assertThatThrownBy(() -> MessageTypes.named("core.v1.Nothing"))
        .hasMessage("no message type \"core.v1.Nothing\" in the table");
  }

  private static Optional<MessageType> reference(FieldType type) {
    if (type instanceof FieldType.ListOf list) {
      return reference(list.element());
    }
    if (type instanceof FieldType.MapOf map) {
      return reference(map.value());
    }
    return type instanceof FieldType.Reference reference
        ? Optional.of(reference.type())
        : Optional.empty();
  }
}
