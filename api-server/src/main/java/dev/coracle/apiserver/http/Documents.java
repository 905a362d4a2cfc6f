// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.Json;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.schema.BuiltInSchema;
import dev.coracle.apiserver.schema.Kind;
import java.nio.ByteBuffer;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The documents that answers consist of. Stored bytes are joined, never encoded again. */
final class Documents {

  private Documents() {}

  /**
   * A list of a kind. Items of a built-in kind do not say again which kind they are of: in Go they
   * are structs of a type that the list has told. Custom objects are maps, and say it.
   */
  static ByteBuffer list(Kind kind, KubeList list) {
    ResourceType type = kind.type();
    boolean typed = kind.schema() instanceof BuiltInSchema;
    byte[] told = (typed ? head(type) : "{").getBytes(UTF_8);
    ObjectNode head = Json.object();
    head.put("kind", type.kind() + "List").put("apiVersion", type.apiVersion());
    head.set("metadata", listMetadata(list));
    byte[] text = Json.bytes(head);
    DocumentBuffer out = new DocumentBuffer(text.length + 16 + room(list.items()));
    out.put(text, text.length - 1).put(",\"items\":[");
    String separator = "";
    for (KubeObject item : list.items()) {
      out.put(separator);
      putItem(out, item, ByteBuffer.wrap(told));
      separator = ",";
    }
    return out.put("]}").end();
  }

  private static int room(List<KubeObject> items) {
    int room = 0;
    for (KubeObject item : items) {
      room += item.size() + 1;
    }
    return room;
  }

  private static String head(ResourceType type) {
    return "{\"kind\":\"%s\",\"apiVersion\":\"%s\",".formatted(type.kind(), type.apiVersion());
  }

  /** An item without what was told already, which most begin with. */
  private static void putItem(DocumentBuffer out, KubeObject item, ByteBuffer told) {
    ByteBuffer json = item.json();
    if (json.mismatch(told) == told.limit()) {
      out.put("{").put(json.position(told.limit()));
    } else {
      ObjectNode tree = item.tree().deepCopy();
      tree.remove(List.of("kind", "apiVersion"));
      out.put(ByteBuffer.wrap(Json.bytes(tree)));
    }
  }

  static ObjectNode listMetadata(KubeList list) {
    ObjectNode metadata = Json.object();
    metadata.put("resourceVersion", list.resourceVersion());
    if (!list.continueToken().isEmpty()) {
      metadata.put("continue", list.continueToken());
    }
    if (list.remaining() > 0) {
      metadata.put("remainingItemCount", list.remaining());
    }
    return metadata;
  }

  static ObjectNode partial(KubeObject object) {
    ObjectNode partial = Json.object();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
    partial.set("metadata", object.at("metadata"));
    return partial;
  }

  static ObjectNode partialList(KubeList list) {
    ObjectNode whole = Json.object();
    whole.put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
    whole.set("metadata", listMetadata(list));
    // Made by appending to nothing, where other lists are made empty.
    whole.putNull("items");
    if (!list.items().isEmpty()) {
      ArrayNode items = whole.putArray("items");
      list.items().forEach(item -> items.add(partial(item)));
    }
    return whole;
  }

  /** The Status that stands for a deleted object. */
  static ObjectNode deleted(ResourceType type, KubeObject object) {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details");
    details.put("name", object.name());
    if (!type.group().isEmpty()) {
      details.put("group", type.group());
    }
    details.put("kind", type.plural()).put("uid", object.uid());
    return status;
  }
}
