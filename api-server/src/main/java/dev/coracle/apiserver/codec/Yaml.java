// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import dev.coracle.api.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.LoadSettingsBuilder;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** YAML turned into JSON, with the words of YAML 1.1 ({@code yes}, {@code 0777}, {@code <<}). */
public final class Yaml {
  private static final JsonNodeFactory NODES = Json.NODES;
  private static final int LARGEST = 16 * 1024 * 1024;

  /** The tag of scalars that are neither quoted nor tagged, and so have their meaning by look. */
  private static final Tag PLAIN = new Tag("coracle:plain");

  private final List<String> duplicates = new ArrayList<>();
  private final List<Node> twice = new ArrayList<>();
  private final Set<Node> open = new HashSet<>();

  /** Where the node is that is being read. */
  private Optional<Mark> at = Optional.empty();

  private Yaml() {}

  /** One document and what strict decoding has against it. */
  record Document(JsonNode root, List<String> problems) {}

  /** A document of a file, and the line, from 1, where it begins. */
  public record Located(JsonNode root, int line) {}

  /**
   * The documents of a file in order and with their places, empty ones left out.
   *
   * @throws YamlProblem when it is no YAML, or a map has a key twice
   */
  public static List<Located> located(String text) {
    List<Located> documents = new ArrayList<>();
    compose(
        text,
        (yaml, node) -> {
          JsonNode root = yaml.json(node);
          yaml.twice.forEach(
              key -> {
                throw problem("key \"" + key(key) + "\" already set in map", key.getStartMark());
              });
          if (!root.isNull()) {
            documents.add(new Located(root, line(node)));
          }
        });
    return documents;
  }

  private static YamlProblem problem(String text, Optional<Mark> mark) {
    return new YamlProblem(
        text, mark.map(Mark::getLine).orElse(0) + 1, mark.map(Mark::getColumn).orElse(0) + 1);
  }

  private static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static void compose(String text, BiConsumer<Yaml, Node> document) {
    Yaml yaml = new Yaml();
    // The composer would refuse such keys without saying where they are.
    LoadSettings settings = settingsBuilder().setAllowNonScalarKeys(true).build();
    try {
      Composer composer = new YamlComposer(settings, text);
      while (composer.hasNext()) {
        yaml = new Yaml();
        document.accept(yaml, composer.next());
      }
    } catch (MarkedYamlEngineException e) {
      throw problem(e.getProblem(), e.getProblemMark());
    } catch (UnrecognizedBody e) {
      throw problem(e.reason().replaceFirst("^.*?yaml: ", ""), yaml.at);
    } catch (YamlEngineException e) {
      throw problem(String.valueOf(e.getMessage()), Optional.empty());
    }
  }

  /**
   * The documents of a file in order, empty ones left out.
   *
   * @throws IllegalArgumentException when it is no YAML, or a map has a key twice
   */
  public static List<JsonNode> documents(String text) {
    try {
      return readAll(text).stream().map(Yaml::strict).filter(root -> !root.isNull()).toList();
    } catch (UnrecognizedBody e) {
      throw new IllegalArgumentException(e.reason(), e);
    }
  }

  private static JsonNode strict(Document document) {
    if (!document.problems().isEmpty()) {
      throw unreadable(String.join("\n", document.problems()).replaceFirst("^yaml: ", ""));
    }
    return document.root();
  }

  /** The first document. */
  static Document read(byte[] body) {
    if (!BodyText.isUtf8(body)) {
      throw unreadable("invalid leading UTF-8 octet");
    }
    return read(new String(body, StandardCharsets.UTF_8));
  }

  /** The first document. */
  static Document read(String text) {
    List<Document> documents = readAll(text);
    return documents.isEmpty() ? new Document(NODES.nullNode(), List.of()) : documents.get(0);
  }

  private static List<Document> readAll(String text) {
    List<Document> documents = new ArrayList<>();
    try {
      Composer composer = new YamlComposer(settings(), text);
      while (composer.hasNext()) {
        Yaml yaml = new Yaml();
        JsonNode root = yaml.json(composer.next());
        documents.add(new Document(root, yaml.problems()));
      }
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw unreadable("line " + line + ": " + e.getProblem());
    } catch (YamlEngineException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
    return documents;
  }

  private static UnrecognizedBody unreadable(String problem) {
    return new UnrecognizedBody("error converting YAML to JSON: yaml: " + problem);
  }

  static UnrecognizedBody tooDeep() {
    return unreadable("exceeded max depth of " + YamlComposer.DEEPEST);
  }

  private static LoadSettings settings() {
    return settingsBuilder().build();
  }

  private static LoadSettingsBuilder settingsBuilder() {
    return LoadSettings.builder()
        .setCodePointLimit(LARGEST)
        .setAllowDuplicateKeys(true)
        .setSchema(new PlainSchema());
  }

  private List<String> problems() {
    return duplicates.isEmpty()
        ? List.of()
        : List.of("yaml: unmarshal errors:\n" + String.join("\n", duplicates));
  }

  private JsonNode json(Node node) {
    at = node.getStartMark();
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar);
    }
    if (!open.add(node)) {
      throw unreadable("anchor contains itself");
    }
    // Aliases nest documents deeper than they are written.
    if (open.size() > YamlComposer.DEEPEST) {
      throw tooDeep();
    }
    JsonNode result =
        node instanceof MappingNode mapping ? object(mapping) : array((SequenceNode) node);
    open.remove(node);
    return result;
  }

  private ArrayNode array(SequenceNode node) {
    ArrayNode result = NODES.arrayNode();
    node.getValue().forEach(element -> result.add(json(element)));
    return result;
  }

  private ObjectNode object(MappingNode node) {
    ObjectNode result = NODES.objectNode();
    Set<String> seen = new HashSet<>();
    List<Node> merged = new ArrayList<>();
    for (NodeTuple entry : node.getValue()) {
      String key = key(entry.getKeyNode());
      if (isMerge(entry.getKeyNode())) {
        merged.add(entry.getValueNode());
      } else {
        if (!seen.add(key)) {
          noteDuplicate(entry.getKeyNode(), key);
        }
        result.set(key, json(entry.getValueNode()));
      }
    }
    merged.forEach(source -> merge(source, result));
    return result;
  }

  private void merge(Node source, ObjectNode into) {
    if (source instanceof SequenceNode sources) {
      sources.getValue().forEach(each -> merge(each, into));
    } else if (json(source) instanceof ObjectNode object) {
      object.properties().forEach(entry -> into.putIfAbsent(entry.getKey(), entry.getValue()));
    } else {
      throw unreadable("map merge requires map or sequence of maps as the value");
    }
  }

  private void noteDuplicate(Node key, String name) {
    int line = key.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    duplicates.add("  line " + line + ": key \"" + name + "\" already set in map");
    twice.add(key);
  }

  private static boolean isMerge(Node key) {
    return key instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && scalar.getValue().equals("<<");
  }

  private static String key(Node key) {
    if (key instanceof ScalarNode scalar) {
      return scalar(scalar).asString("null");
    }
    throw unreadable("unsupported map key: a list or a map");
  }

  private static JsonNode scalar(ScalarNode node) {
    String tag = node.getTag().getValue();
    String text = node.getValue();
    if (tag.equals(PLAIN.getValue())
        || tag.equals(Tag.INT.getValue())
        || tag.equals(Tag.FLOAT.getValue())
        || tag.equals(Tag.BOOL.getValue())
        || tag.equals(Tag.NULL.getValue())) {
      return PlainScalar.resolve(text);
    }
    return NODES.stringNode(text);
  }

  /** Leaves the meaning of plain scalars to {@link PlainScalar}. */
  private static final class PlainSchema implements Schema {
    @Override
    public ScalarResolver getScalarResolver() {
      return (value, implicit) -> implicit ? PLAIN : Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      return Map.of();
    }
  }
}
