// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import dev.coracle.api.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds of the table and their message types. Immutable as seen from outside. */
public final class Kinds {
  private final Facts facts;
  private final Map<String, Kind> byKind = new LinkedHashMap<>();
  private final Map<String, Kind> byResource = new LinkedHashMap<>();
  private final List<Kind> stored;

  private Kinds(Facts facts) {
    this.facts = facts;
    List<String> lines = facts.kindLines();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("kind ")) {
        Kind kind = kind(lines.get(i).split(" "), subresources(lines, i + 1));
        ResourceType type = kind.type();
        byKind.put(key(type.apiVersion(), type.kind()), kind);
        if (kind.stored()) {
          byResource.put(key(type.apiVersion(), type.plural()), kind);
        }
      }
    }
    this.stored = List.copyOf(byResource.values());
  }

  /** The kinds built into the server, read when first asked for. */
  public static Kinds builtIn() {
    return BuiltIn.KINDS;
  }

  /** The stored kinds, in the table's order. */
  public List<Kind> all() {
    return stored;
  }

  /** The stored kind at this path. */
  public Optional<Kind> byResource(String group, String version, String plural) {
    String apiVersion = group.isEmpty() ? version : group + "/" + version;
    return Optional.ofNullable(byResource.get(key(apiVersion, plural)));
  }

  /** The kind with this {@code apiVersion} and {@code kind}, stored or only sent. */
  public Optional<Kind> byKind(String apiVersion, String kind) {
    return Optional.ofNullable(byKind.get(key(apiVersion, kind)));
  }

  /** The message type of that name, such as {@code core.v1.PodSpec}. */
  public MessageType messageType(String name) {
    return facts.type(name);
  }

  /** Differs where the tables differ. */
  public int fingerprint() {
    return facts.fingerprint();
  }

  private Kind kind(String[] words, List<Subresource> subresources) {
    Optional<MessageType> root = Optional.of(facts.type(words[3]));
    if (words.length == 4) {
      ResourceType type = type(words[1], words[2], "", "", true);
      return new Kind(type, List.of(), List.of(), List.of(), List.of(), root, "");
    }
    List<String> flags = List.of(words).subList(8, words.length);
    return new Kind(
        type(words[1], words[2], words[4], words[5], words[6].equals("namespaced")),
        Facts.list(Facts.flag(flags, "short:")),
        Facts.list(Facts.flag(flags, "in:")),
        Facts.list(words[7]),
        subresources,
        root,
        Facts.flag(flags, "hash:"));
  }

  private static ResourceType type(
      String apiVersion, String kind, String plural, String singular, boolean namespaced) {
    int slash = apiVersion.indexOf('/');
    String group = apiVersion.substring(0, Math.max(slash, 0));
    String version = apiVersion.substring(slash + 1);
    // DeleteOptions, Status and ListMeta belong to every group; on the wire they are v1.
    return new ResourceType(
        group.equals("meta") ? "" : group, version, plural, singular, kind, namespaced);
  }

  private static List<Subresource> subresources(List<String> lines, int from) {
    List<Subresource> found = new ArrayList<>();
    for (int i = from; i < lines.size() && lines.get(i).startsWith("sub "); i++) {
      String[] words = lines.get(i).split(" ");
      found.add(new Subresource(words[1], words[2], words[3], Facts.list(words[4])));
    }
    return List.copyOf(found);
  }

  private static String key(String apiVersion, String name) {
    return apiVersion + " " + name;
  }

  private static final class BuiltIn {
    static final Kinds KINDS = new Kinds(Facts.load());

    private BuiltIn() {}
  }
}
