// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.Json;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import java.io.ByteArrayOutputStream;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The documents that answers consist of. Stored bytes are joined, never encoded again. */
final class Documents {

  private Documents() {}

  static byte[] list(ResourceType type, KubeList list) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256 + 1024 * list.items().size());
    ObjectNode head = Json.object();
    head.put("kind", type.kind() + "List").put("apiVersion", type.apiVersion());
    head.set("metadata", listMetadata(list));
    byte[] text = Json.bytes(head);
    out.write(text, 0, text.length - 1);
    out.writeBytes(",\"items\":[".getBytes(UTF_8));
    String separator = "";
    for (KubeObject item : list.items()) {
      out.writeBytes(separator.getBytes(UTF_8));
      out.writeBytes(item.bytes());
      separator = ",";
    }
    out.writeBytes("]}".getBytes(UTF_8));
    return out.toByteArray();
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
    List<KubeObject> items = list.items();
    items.forEach(item -> Json.arrayAt(whole, "items").add(partial(item)));
    Json.arrayAt(whole, "items");
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
