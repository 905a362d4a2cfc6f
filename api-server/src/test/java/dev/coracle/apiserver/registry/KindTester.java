// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.FieldError;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.auth.User;
import dev.coracle.apiserver.builtin.BuiltInKinds;
import dev.coracle.apiserver.builtin.BuiltInStrategies;
import dev.coracle.apiserver.codec.Yaml;
import dev.coracle.apiserver.schema.Kind;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes of one kind as the pipeline makes them, without a pipeline. */
public final class KindTester {

  public static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

  static final RegistryOptions OPTIONS =
      new RegistryOptions("10.96.0.0/12", "", "30000-32767", new Random(1));

  private static final KubeClient NO_API =
      (KubeClient)
          Proxy.newProxyInstance(
              KindTester.class.getClassLoader(),
              new Class<?>[] {KubeClient.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  private final ResourceType type;
  private final Kind kind;
  private final ResourceStrategy strategy;
  private final WriteContext context;

  private KindTester(ResourceType type, KubeClient api) {
    this.type = type;
    kind =
        BuiltInKinds.kinds().byResource(type.group(), type.version(), type.plural()).orElseThrow();
    strategy = BuiltInStrategies.registry(OPTIONS).strategy(kind);
    context =
        new WriteContext(
            RequestInfo.of(
                User.named("tester"), "create", type, "", new ObjectKey("", ""), "test", NOW),
            type,
            false,
            NOW,
            api);
  }

  public static KindTester of(ResourceType type) {
    return new KindTester(type, NO_API);
  }

  public ResourceStrategy strategy() {
    return strategy;
  }

  public WriteContext context() {
    return context;
  }

  /** The object of a YAML text, with its constant defaults and those of its strategy. */
  ObjectNode defaulted(String yaml) {
    ObjectNode object = tree(yaml);
    object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    kind.schema().applyDefaults(object);
    strategy.applyDefaults(object);
    return object;
  }

  public static ObjectNode tree(String yaml) {
    return Yaml.documents(yaml).get(0) instanceof ObjectNode object ? object : Json.object();
  }

  /** The object as it would be stored. */
  public KubeObject created(String yaml) {
    return KubeObject.of(prepared(yaml));
  }

  private ObjectNode prepared(String yaml) {
    ObjectNode object = defaulted(yaml);
    strategy.beginCreate(context, object).commit();
    strategy.prepareForCreate(context, object);
    return object;
  }

  /** What is wrong with a new object, apart from its metadata. */
  public List<String> createErrors(String yaml) {
    FieldErrors errors = new FieldErrors(kind.schema());
    strategy.validate(context, prepared(yaml), errors);
    return texts(errors);
  }

  /** What is wrong with a change of an object, apart from its metadata. */
  public List<String> updateErrors(String oldYaml, String yaml) {
    FieldErrors errors = new FieldErrors(kind.schema());
    KubeObject old = created(oldYaml);
    ObjectNode object = prepared(yaml);
    strategy.prepareForUpdate(context, object, old);
    strategy.validateUpdate(context, object, old, errors);
    return texts(errors);
  }

  public List<String> warnings(String yaml) {
    return strategy.warnings(context, prepared(yaml));
  }

  /** The cells of an object in their order, numbers and all as text. */
  public List<String> row(String yaml) {
    KubeObject object = KubeObject.of(tree(yaml));
    return strategy.columns().columns().stream()
        .map(column -> String.valueOf(column.cell().apply(object, NOW)))
        .collect(Collectors.toList());
  }

  /** The headings of the columns in their order. */
  public List<String> headings() {
    return strategy.columns().columns().stream().map(TableColumns.Column::name).toList();
  }

  static List<String> texts(FieldErrors errors) {
    List<String> texts = new ArrayList<>();
    for (FieldError error : errors.list()) {
      texts.add(error.toString());
    }
    return texts;
  }

  public static String text(JsonNode value) {
    return Json.text(value);
  }
}
