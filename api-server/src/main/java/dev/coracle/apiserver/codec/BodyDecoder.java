// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.schema.BuiltInSchema;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import dev.coracle.apiserver.schema.MessageType;
import dev.coracle.apiserver.schema.StructuralSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads request bodies: JSON, YAML and protobuf become one pruned, canonical object. */
public final class BodyDecoder {

  private static final int SHOWN = 30;

  // EvictionREST.AcceptsGroupVersion in pkg/registry/core/pod/storage/eviction.go of Kubernetes
  // takes the older version, too; fabric8's evict() sends it.
  private static final String OLDER_EVICTION = "policy/v1beta1 Eviction";

  private final Kinds kinds;

  /** A decoder that knows these kinds apart. */
  public BodyDecoder(Kinds kinds) {
    this.kinds = kinds;
  }

  /**
   * Decodes a body as an object of the kind. A body without {@code kind} or {@code apiVersion} is
   * taken for one of it.
   *
   * @throws DecodeException if it is not well-formed, of another kind, or a value has a wrong type
   */
  public Decoded decode(byte[] body, BodyFormat format, Kind kind) {
    try {
      return switch (format) {
        case JSON -> {
          byte[] text = BodyText.repaired(body);
          Envelope envelope = Envelope.read(text).orDefaults(kind);
          yield decoded(Json.tokens(text), envelope, kind, List.of());
        }
        case YAML -> {
          Yaml.Document document = Yaml.read(body);
          yield fromTree(document.root(), document.problems(), kind);
        }
        case PROTOBUF -> fromTree(ProtobufReader.read(body, kind, kinds), List.of(), kind);
      };
    } catch (UnrecognizedBody e) {
      throw new DecodeException(
          "the object provided is unrecognized (must be of type %s): %s (%s)"
              .formatted(kind.type().kind(), e.reason(), summary(body)));
    } catch (StreamConstraintsException e) {
      throw new DecodeException(
          "the object provided is unrecognized (must be of type %s): %s (%s)"
              .formatted(kind.type().kind(), e.getOriginalMessage(), summary(body)));
    }
  }

  /**
   * Decodes a tree, such as a patched object, as an object of the kind.
   *
   * @throws DecodeException as for a body
   */
  public Decoded decode(ObjectNode tree, Kind kind) {
    try {
      return fromTree(tree, List.of(), kind);
    } catch (UnrecognizedBody e) {
      throw new DecodeException(e.reason());
    }
  }

  /**
   * Reads any JSON value, such as a patch.
   *
   * @throws DecodeException if it is not well-formed
   */
  public static JsonNode decodeValue(byte[] body) {
    try {
      return Json.parse(BodyText.repaired(body));
    } catch (StreamReadException e) {
      throw new DecodeException(GoJson.syntaxError(body));
    } catch (JacksonException e) {
      throw new DecodeException(e.getOriginalMessage());
    }
  }

  /**
   * Decodes a body that no type describes, such as a patch or a custom resource: only duplicates
   * are problems.
   *
   * @throws DecodeException if it is not well-formed or not an object
   */
  public static Decoded decodeUntyped(byte[] body, BodyFormat format) {
    try {
      if (format == BodyFormat.YAML) {
        Yaml.Document document = Yaml.read(body);
        if (document.root() instanceof ObjectNode object) {
          return new Decoded(object, document.problems());
        }
        throw new DecodeException(Envelope.notAnObject(document.root().isArray()));
      }
      if (format == BodyFormat.PROTOBUF) {
        throw new DecodeException("protobuf bodies are read for built-in kinds only");
      }
      Envelope.checkObject(body);
      TypedReader reader = new TypedReader(Json.tokens(body), new ArrayList<>());
      return new Decoded(reader.readUntyped(), reader.problems());
    } catch (UnrecognizedBody e) {
      throw new DecodeException(e.reason());
    } catch (StreamConstraintsException e) {
      throw new DecodeException(e.getOriginalMessage());
    } catch (StreamReadException e) {
      throw new DecodeException(GoJson.syntaxError(body));
    }
  }

  private Decoded fromTree(JsonNode tree, List<String> problems, Kind kind) {
    Envelope envelope = Envelope.of(tree).orDefaults(kind);
    return decoded(Json.tokens(tree), envelope, kind, problems);
  }

  private Decoded decoded(JsonParser parser, Envelope envelope, Kind kind, List<String> problems) {
    requireKind(envelope, kind, parser);
    if (kind.schema() instanceof BuiltInSchema schema) {
      return typed(parser, envelope, kind, schema.root(), problems);
    }
    return structural(parser, envelope, (StructuralSchema) kind.schema(), problems);
  }

  private static Decoded structural(
      JsonParser parser, Envelope envelope, StructuralSchema schema, List<String> problems) {
    TypedReader reader = new TypedReader(parser, new ArrayList<>(problems));
    ObjectNode object = named(envelope, reader.readUntyped());
    return new StructuralReader(schema, reader.problems()).read(object);
  }

  private static Decoded typed(
      JsonParser parser, Envelope envelope, Kind kind, MessageType root, List<String> problems) {
    TypedReader reader = new TypedReader(parser, new ArrayList<>(problems));
    ObjectNode object;
    try {
      object = parser.nextToken() == JsonToken.VALUE_NULL ? Json.object() : reader.read(root);
    } catch (TypeMismatch e) {
      throw cannotBeHandled(envelope, kind, e.reason());
    }
    return new Decoded(named(envelope, object), reader.problems());
  }

  /** The names in front, where people look for them, wherever the client put them. */
  private static ObjectNode named(Envelope envelope, ObjectNode object) {
    ObjectNode named = Json.object();
    named.put("kind", envelope.kind()).put("apiVersion", envelope.apiVersion());
    object.remove(List.of("kind", "apiVersion"));
    named.setAll(object);
    return named;
  }

  /** A body of another kind is first read as one of that, and only then found not to fit. */
  private void requireReadable(Envelope envelope, Kind kind, JsonParser parser) {
    Kind other = kinds.byKind(envelope.apiVersion(), envelope.kind()).orElseThrow();
    if (other.schema() instanceof BuiltInSchema schema) {
      try {
        parser.nextToken();
        ObjectNode unused = new TypedReader(parser, new ArrayList<>()).read(schema.root());
      } catch (TypeMismatch e) {
        throw cannotBeHandled(envelope, kind, e.reason());
      }
    }
  }

  private void requireKind(Envelope envelope, Kind kind, JsonParser parser) {
    ResourceType type = kind.type();
    boolean sameKind = envelope.kind().equals(type.kind());
    if (sameKind && (envelope.apiVersion().equals(type.apiVersion()) || ofEveryGroup(kind))) {
      return;
    }
    if (sameKind && OLDER_EVICTION.equals(envelope.apiVersion() + " " + envelope.kind())) {
      return;
    }
    if (kinds.byKind(envelope.apiVersion(), envelope.kind()).isEmpty()) {
      throw cannotBeHandled(
          envelope,
          kind,
          "no kind \"%s\" is registered for version \"%s\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
              .formatted(envelope.kind(), envelope.apiVersion()));
    }
    if (sameKind) {
      throw new DecodeException(
          "the API version in the data (%s) does not match the expected API version (%s)"
              .formatted(envelope.apiVersion(), type.apiVersion()));
    }
    requireReadable(envelope, kind, parser);
    String group = type.group().isEmpty() ? "core" : type.group().split("\\.")[0];
    throw cannotBeHandled(
        envelope,
        kind,
        "converting (%s.%s) to (%s.%s): unknown conversion"
            .formatted(envelope.version(), envelope.kind(), group, type.kind()));
  }

  private static boolean ofEveryGroup(Kind kind) {
    return kind.schema() instanceof BuiltInSchema schema
        && schema.root().name().startsWith("meta.");
  }

  private static DecodeException cannotBeHandled(Envelope envelope, Kind kind, String reason) {
    return new DecodeException(
        "%s in version \"%s\" cannot be handled as a %s: %s"
            .formatted(envelope.kind(), envelope.version(), kind.type().kind(), reason));
  }

  private static String summary(byte[] body) {
    if (body.length == 0) {
      return "<empty>";
    }
    int shown = Math.min(body.length, SHOWN);
    String text =
        body[0] == '{'
            ? new String(body, 0, shown, StandardCharsets.UTF_8)
            : HexFormat.of().formatHex(body, 0, shown);
    return body.length > SHOWN ? text + " ..." : text;
  }
}
