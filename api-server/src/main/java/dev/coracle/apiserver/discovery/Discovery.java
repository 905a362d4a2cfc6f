// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.discovery;

import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Subresource;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the server tells clients about the kinds it serves. Immutable. */
public final class Discovery {
  private static final JsonNodeFactory NODES = Json.NODES;

  /** Group, then version, then kinds; the groups in the order of the kinds, preferred first. */
  private final Map<String, Map<String, List<Kind>>> groups = new LinkedHashMap<>();

  private Discovery(Collection<Kind> kinds) {
    for (Kind kind : kinds) {
      ResourceType type = kind.type();
      groups
          .computeIfAbsent(type.group(), group -> new TreeMap<>(new VersionOrder()))
          .merge(type.version(), List.of(kind), Discovery::join);
    }
  }

  /** The documents for these stored kinds. */
  public static Discovery of(Collection<Kind> kinds) {
    return new Discovery(kinds);
  }

  /** The answer to {@code /api}: an APIVersions. */
  public ObjectNode coreVersions(String serverAddress) {
    ObjectNode document = document("v1", "APIVersions");
    ArrayNode versions = document.putArray("versions");
    versions("").forEach(versions::add);
    document
        .putArray("serverAddressByClientCIDRs")
        .addObject()
        .put("clientCIDR", "0.0.0.0/0")
        .put("serverAddress", serverAddress);
    return document;
  }

  /** The answer to {@code /apis}: an APIGroupList. */
  public ObjectNode groups() {
    ObjectNode document = document("v1", "APIGroupList");
    ArrayNode list = document.putArray("groups");
    namedGroups().forEach(group -> list.add(fillGroup(NODES.objectNode(), group)));
    return document;
  }

  /** The answer to {@code /apis/GROUP}: an APIGroup. */
  public Optional<ObjectNode> group(String group) {
    return namedGroups().contains(group)
        ? Optional.of(fillGroup(document("v1", "APIGroup"), group))
        : Optional.empty();
  }

  /** The answer to {@code /api/v1} and {@code /apis/GROUP/VERSION}: an APIResourceList. */
  public Optional<ObjectNode> resources(String group, String version) {
    List<Kind> kinds = groups.getOrDefault(group, Map.of()).get(version);
    if (kinds == null) {
      return Optional.empty();
    }
    ObjectNode document = document("v1", "APIResourceList");
    document.put("groupVersion", groupVersion(group, version));
    ArrayNode resources = document.putArray("resources");
    for (Kind kind : kinds) {
      resources.add(resource(kind));
      kind.subresources().forEach(sub -> resources.add(subresource(kind, sub)));
    }
    return Optional.of(document);
  }

  /** The aggregated answer to {@code /api}: an APIGroupDiscoveryList. */
  public ObjectNode aggregatedCore() {
    return aggregated(groups.containsKey("") ? Set.of("") : Set.of());
  }

  /** The aggregated answer to {@code /apis}: an APIGroupDiscoveryList. */
  public ObjectNode aggregatedGroups() {
    return aggregated(namedGroups());
  }

  private ObjectNode aggregated(Set<String> shown) {
    ObjectNode document = document("apidiscovery.k8s.io/v2", "APIGroupDiscoveryList");
    document.putObject("metadata");
    ArrayNode items = document.putArray("items");
    for (String group : shown) {
      ObjectNode item = items.addObject();
      ObjectNode metadata = item.putObject("metadata");
      if (!group.isEmpty()) {
        metadata.put("name", group);
      }
      metadata.putNull("creationTimestamp");
      ArrayNode versions = item.putArray("versions");
      for (String version : versions(group)) {
        ObjectNode entry = versions.addObject().put("version", version).put("freshness", "Current");
        ArrayNode resources = entry.putArray("resources");
        kinds(group, version).forEach(kind -> resources.add(aggregatedResource(kind)));
      }
    }
    return document;
  }

  private static ObjectNode aggregatedResource(Kind kind) {
    ResourceType type = kind.type();
    ObjectNode resource = NODES.objectNode();
    resource.put("resource", type.plural());
    resource.set("responseKind", responseKind("", type.kind()));
    resource.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
    resource.put("singularResource", type.singular());
    putAll(resource, "verbs", kind.verbs());
    putNonEmpty(resource, "shortNames", kind.shortNames());
    putNonEmpty(resource, "categories", kind.categories());
    for (Subresource sub : kind.subresources()) {
      String foreign = sub.apiVersion().equals(type.apiVersion()) ? "" : sub.apiVersion();
      ObjectNode entry = resource.withArrayProperty("subresources").addObject();
      entry.put("subresource", sub.name());
      entry.set("responseKind", responseKind(foreign, sub.kind()));
      putAll(entry, "verbs", sub.verbs());
    }
    return resource;
  }

  /** An empty group and version mean those of the document around it. */
  private static ObjectNode responseKind(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    return NODES
        .objectNode()
        .put("group", apiVersion.substring(0, Math.max(slash, 0)))
        .put("version", apiVersion.substring(slash + 1))
        .put("kind", kind);
  }

  private static ObjectNode resource(Kind kind) {
    ResourceType type = kind.type();
    ObjectNode resource = NODES.objectNode();
    resource.put("name", type.plural());
    resource.put("singularName", type.singular());
    resource.put("namespaced", type.namespaced());
    resource.put("kind", type.kind());
    putAll(resource, "verbs", kind.verbs());
    putNonEmpty(resource, "shortNames", kind.shortNames());
    putNonEmpty(resource, "categories", kind.categories());
    if (!kind.storageVersionHash().isEmpty()) {
      resource.put("storageVersionHash", kind.storageVersionHash());
    }
    return resource;
  }

  private static ObjectNode subresource(Kind kind, Subresource sub) {
    ResourceType type = kind.type();
    ObjectNode resource = NODES.objectNode();
    resource.put("name", type.plural() + "/" + sub.name());
    resource.put("singularName", "");
    resource.put("namespaced", type.namespaced());
    if (!sub.apiVersion().equals(type.apiVersion())) {
      int slash = sub.apiVersion().indexOf('/');
      resource.put("group", sub.apiVersion().substring(0, Math.max(slash, 0)));
      resource.put("version", sub.apiVersion().substring(slash + 1));
    }
    resource.put("kind", sub.kind());
    putAll(resource, "verbs", sub.verbs());
    return resource;
  }

  private ObjectNode fillGroup(ObjectNode group, String name) {
    group.put("name", name);
    ArrayNode versions = group.putArray("versions");
    versions(name).forEach(version -> versions.add(version(name, version)));
    group.set("preferredVersion", versions.get(0).deepCopy());
    return group;
  }

  private static ObjectNode version(String group, String version) {
    return NODES
        .objectNode()
        .put("groupVersion", groupVersion(group, version))
        .put("version", version);
  }

  private Set<String> namedGroups() {
    Set<String> names = new LinkedHashSet<>(groups.keySet());
    names.remove("");
    return names;
  }

  private Set<String> versions(String group) {
    return groups.getOrDefault(group, Map.of()).keySet();
  }

  private List<Kind> kinds(String group, String version) {
    return groups.getOrDefault(group, Map.of()).getOrDefault(version, List.of());
  }

  private static String groupVersion(String group, String version) {
    return group.isEmpty() ? version : group + "/" + version;
  }

  private static List<Kind> join(List<Kind> some, List<Kind> more) {
    return java.util.stream.Stream.concat(some.stream(), more.stream())
        .sorted(Comparator.comparing(kind -> kind.type().plural()))
        .toList();
  }

  private static ObjectNode document(String apiVersion, String kind) {
    return NODES.objectNode().put("kind", kind).put("apiVersion", apiVersion);
  }

  private static void putNonEmpty(ObjectNode object, String name, List<String> values) {
    if (!values.isEmpty()) {
      putAll(object, name, values);
    }
  }

  private static void putAll(ObjectNode object, String name, List<String> values) {
    ArrayNode array = object.putArray(name);
    values.forEach(array::add);
  }
}
