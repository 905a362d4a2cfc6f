// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Nobody can change the tree of a document, whatever part of it they hold and however they try. */
class SharedTreeTest {

  private static final String TEXT =
      """
      {"apiVersion":"v1","kind":"Thing","name":"a","items":[{"name":"x"},"y",[1,2],{},[]],\
      "numbers":[1,2147483648,1.5,true,null],\
      "metadata":{"name":"web","labels":{"a":"1","b":"2"},"finalizers":["x"]},\
      "many":{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"name":"ten","items":[]}}\
      """;

  @Test
  void vandal_wrecksATreeOfTheirOwn() {
    assertThat(Vandal.changers(() -> Json.parseObject(TEXT)))
        .contains(
            "put",
            "set",
            "setAll",
            "replace",
            "remove",
            "removeAll",
            "removeIf",
            "retain",
            "without",
            "putObject",
            "putArray",
            "putNull",
            "putPOJO",
            "putRawValue",
            "putIfAbsent",
            "withObject",
            "withArray",
            "properties",
            "propertyNames",
            "values");
    assertThat(Vandal.changers(() -> Json.parse("[1,2,{\"name\":1}]")))
        .contains(
            "add",
            "addAll",
            "addObject",
            "addArray",
            "addNull",
            "insert",
            "insertObject",
            "set",
            "setNull",
            "replace",
            "remove",
            "removeAll",
            "removeIf",
            "values",
            "elements",
            "iterator");
  }

  @Test
  void vandal_leavesASharedTreeAsItWas() {
    KubeObject thing = KubeObject.parse(TEXT);

    Vandal.wreckTree(thing.tree());

    assertThat(thing.tree().toString()).isEqualTo(TEXT);
    assertThat(UTF_8.decode(thing.json()).toString()).isEqualTo(TEXT);
  }

  @Test
  void vandal_leavesATreeReadAgainAsItWas() {
    KubeObject thing = KubeObject.parse(TEXT).edit(tree -> {}).compact();

    Vandal.wreckTree(thing.tree());

    assertThat(thing.tree().toString()).isEqualTo(TEXT);
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change("put", tree -> tree.put("new", 1)),
        change("set", tree -> tree.set("kind", Json.object())),
        change("remove", tree -> tree.remove("kind")),
        change("putObject", tree -> tree.putObject("new")),
        change("removeAll", ObjectNode::removeAll),
        change("retain", tree -> tree.retain("kind")),
        change("nested put", tree -> ((ObjectNode) tree.path("metadata")).put("name", "b")),
        change("nested remove", tree -> labels(tree).remove("a")),
        change("Json.objectAt", tree -> Json.objectAt(tree, "metadata", "annotations")),
        change("Json.arrayAt", tree -> Json.arrayAt(tree, "new")),
        change("Json.defaultText", tree -> Json.defaultText(tree, "new", "x")),
        change("add", tree -> items(tree).add("z")),
        change("insert", tree -> items(tree).insert(0, "z")),
        change("array set", tree -> items(tree).set(0, "z")),
        change("array remove", tree -> items(tree).remove(0)),
        change("array removeAll", tree -> items(tree).removeAll()),
        change("element", tree -> ((ObjectNode) items(tree).get(0)).put("name", "z")),
        change("properties", tree -> tree.properties().clear()),
        change("property", tree -> tree.properties().iterator().next().setValue(Json.array())),
        change("names", tree -> labels(tree).propertyNames().remove("a")),
        change("values", tree -> tree.values().removeIf(value -> true)),
        change("elements", tree -> items(tree).elements().clear()),
        change("iterator", SharedTreeTest::removeFirst));
  }

  private static Arguments change(String name, java.util.function.Consumer<ObjectNode> change) {
    return Arguments.of(name, change);
  }

  private static ObjectNode labels(ObjectNode tree) {
    return (ObjectNode) Json.at(tree, "metadata", "labels");
  }

  private static ArrayNode items(ObjectNode tree) {
    return (ArrayNode) tree.path("items");
  }

  private static void removeFirst(ObjectNode tree) {
    var items = items(tree).iterator();
    items.next();
    items.remove();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void change_isRefusedNamingTheRemedy(
      String name, java.util.function.Consumer<ObjectNode> change) {
    KubeObject thing = KubeObject.parse(TEXT);

    assertThatThrownBy(() -> change.accept(thing.tree()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("this document is shared")
        .hasMessageContaining("edit(...)");

    assertThat(thing.tree().toString()).isEqualTo(TEXT);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void edit_makesTheSameChangeInACopy(String name, java.util.function.Consumer<ObjectNode> change) {
    KubeObject thing = KubeObject.parse(TEXT).compact();

    KubeObject edited = thing.edit(change);

    assertThat(edited.tree().toString()).isNotEqualTo(TEXT);
    assertThat(thing.tree().toString()).isEqualTo(TEXT);
    Vandal.wreckTree(edited.tree());
    assertThat(UTF_8.decode(edited.json()).toString()).isEqualTo(edited.tree().toString());
  }

  @Test
  void treeGivenAway_cannotBeChangedByTheGiver() {
    ObjectNode tree = Json.parseObject(TEXT);
    ObjectNode labels = labels(tree);

    KubeObject thing = KubeObject.of(tree);

    assertThatThrownBy(() -> tree.put("name", "b")).hasMessageContaining("shared");
    assertThatThrownBy(() -> labels.put("a", "9")).hasMessageContaining("shared");
    assertThat(thing.tree()).isSameAs(tree);
  }

  @Test
  void treeKeptByAnEditor_cannotBeChangedAfterwards() {
    List<ObjectNode> kept = new ArrayList<>();

    KubeObject edited = KubeObject.parse(TEXT).edit(kept::add);

    assertThatThrownBy(() -> kept.get(0).put("name", "b")).hasMessageContaining("shared");
    assertThat(edited.name()).isEqualTo("web");
  }

  /** Nodes that another factory has made cannot be guarded; the document has its own. */
  @Test
  void treeOfAnotherMaker_isCopied() {
    ObjectNode foreign = JsonNodeFactory.instance.objectNode().put("name", "a");
    ObjectNode nested = foreign.putObject("metadata").put("name", "web");
    ArrayNode list = foreign.putArray("items").add("x");

    KubeObject thing = KubeObject.of(foreign);
    foreign.put("name", "b");
    nested.put("name", "other");
    list.add("y");

    assertThat(thing.tree().toString())
        .isEqualTo("{\"name\":\"a\",\"metadata\":{\"name\":\"web\"},\"items\":[\"x\"]}");
    Vandal.wreckTree(thing.tree());
    assertThat(thing.text("metadata", "name")).isEqualTo("web");
  }

  @Test
  void partsOfAnotherMaker_areCopied() {
    ObjectNode nested = JsonNodeFactory.instance.objectNode().put("a", "1");
    byte[] bytes = {1, 2, 3};
    ObjectNode tree = Json.object();
    tree.set("nested", nested);
    tree.putArray("list").add(nested);
    tree.set("bytes", Json.NODES.binaryNode(bytes));

    KubeObject thing = KubeObject.of(tree);
    nested.put("a", "9");
    bytes[0] = 9;

    assertThat(thing.tree().toString())
        .isEqualTo("{\"nested\":{\"a\":\"1\"},\"list\":[{\"a\":\"1\"}],\"bytes\":\"AQID\"}");
    assertThat(thing.at("bytes").isString()).isTrue();
  }

  @Test
  void javaObjectInATree_isNoDocument() {
    ObjectNode tree = Json.object().putPOJO("pojo", List.of());

    assertThatThrownBy(() -> KubeObject.of(tree))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("JSON value: POJO (expected: a value that JSON has)");
  }

  @Test
  void partOfASharedTree_canBePartOfAnother() {
    KubeObject thing = KubeObject.parse(TEXT);
    ObjectNode row = Json.object();
    row.set("object", thing.tree());
    row.put("name", "row");

    KubeObject whole = KubeObject.of(row);

    assertThat(whole.at("object")).isSameAs(thing.tree());
  }

  @Test
  void deepCopyOfAnyPart_canBeChanged() {
    KubeObject thing = KubeObject.parse(TEXT);

    ObjectNode labels = labels(thing.tree()).deepCopy();
    labels.put("a", "9");
    JsonNode items = thing.at("items").deepCopy();
    ((ObjectNode) items.get(0)).put("name", "z");
    ((ArrayNode) items.get(2)).add(3);

    assertThat(labels.toString()).isEqualTo("{\"a\":\"9\",\"b\":\"2\"}");
    assertThat(items.toString()).isEqualTo("[{\"name\":\"z\"},\"y\",[1,2,3],{},[]]");
    assertThat(thing.tree().toString()).isEqualTo(TEXT);
  }

  @Test
  void jsonText_isForReadingOnly() {
    KubeObject thing = KubeObject.parse(TEXT);
    ByteBuffer json = thing.json();

    assertThat(json.hasArray()).isFalse();
    assertThatThrownBy(() -> json.put(0, (byte) 'x')).isInstanceOf(ReadOnlyBufferException.class);
    json.position(json.limit());
    assertThat(thing.json().remaining()).isEqualTo(thing.size()).isEqualTo(TEXT.length());
  }

  @Test
  void patchBody_cannotBeChangedOnceItIsOne() {
    List<ObjectNode> kept = new ArrayList<>();
    ArrayNode operations = Json.array();
    operations.addObject().put("op", "remove").put("path", "/spec");

    Patch merge = Patch.merge(kept::add);
    Patch strategic = Patch.strategic(kept::add);
    Patch json = Patch.json(operations);

    kept.forEach(body -> assertThatThrownBy(() -> body.put("a", 1)).hasMessageContaining("shared"));
    assertThatThrownBy(operations::removeAll).hasMessageContaining("shared");
    assertThat(Stream.of(merge, strategic, json).map(Patch::body))
        .allSatisfy(
            body -> {
              String before = body.toString();
              Vandal.wreckTree(body);
              assertThat(body.toString()).isEqualTo(before);
            });
  }

  @Test
  void detailsOfARefusal_cannotBeChangedThroughItsStatus() {
    ApiException refusal = ApiException.notFound(ResourceType.PODS, "web-0");
    String before = refusal.toStatus().toString();

    Vandal.wreckTree(refusal.toStatus());
    ObjectNode status = refusal.toStatus();
    ApiException.of(status);
    status.put("code", 500);

    assertThat(refusal.toStatus().toString()).isEqualTo(before);
  }
}
