// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import dev.coracle.api.ResourceType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The kinds that a cluster has at one moment. Immutable: a change makes other Kinds. */
public final class Kinds {

  private final Map<String, Kind> byKind = new LinkedHashMap<>();
  private final Map<String, Kind> byResource = new LinkedHashMap<>();
  private final List<Kind> served;

  private Kinds(Collection<Kind> kinds) {
    for (Kind kind : kinds) {
      ResourceType type = kind.type();
      byKind.put(key(type.apiVersion(), type.kind()), kind);
      if (kind.served()) {
        byResource.put(key(type.apiVersion(), type.plural()), kind);
      }
    }
    this.served = List.copyOf(byResource.values());
  }

  public static Kinds of(Collection<Kind> kinds) {
    return new Kinds(kinds);
  }

  /** The kinds of the table of facts, read when first asked for. Only wiring asks. */
  public static Kinds table() {
    return Table.KINDS;
  }

  /** These kinds and more, which replace those of the same names. */
  public Kinds with(Collection<Kind> more) {
    return new Kinds(Stream.concat(byKind.values().stream(), more.stream()).toList());
  }

  /** These kinds without those that are gone. */
  public Kinds without(Predicate<Kind> gone) {
    return new Kinds(byKind.values().stream().filter(gone.negate()).toList());
  }

  /** The kinds with a path of their own, in the order in which they were added. */
  public List<Kind> all() {
    return served;
  }

  /** The stored kinds, each in one version: that in which it is stored, where that is served. */
  public List<Kind> storedOnce() {
    Map<String, Kind> once = new LinkedHashMap<>();
    for (Kind kind : served) {
      if (kind.use() instanceof Kind.Stored view) {
        String resource = view.as().qualifiedName();
        if (!once.containsKey(resource) || view.as().equals(kind.type())) {
          once.put(resource, kind);
        }
      }
    }
    return List.copyOf(once.values());
  }

  /**
   * The stored kind that a word means to kubectl: its plural or singular name, a short name, or its
   * plural name with its group, and with its version before that.
   */
  public Optional<Kind> named(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return storedOnce().stream().filter(kind -> kind.isNamed(lower)).findFirst();
  }

  /** The kind at this path. */
  public Optional<Kind> byResource(String group, String version, String plural) {
    String apiVersion = group.isEmpty() ? version : group + "/" + version;
    return Optional.ofNullable(byResource.get(key(apiVersion, plural)));
  }

  /** The kind with this {@code apiVersion} and {@code kind}, with a path or without. */
  public Optional<Kind> byKind(String apiVersion, String kind) {
    return Optional.ofNullable(byKind.get(key(apiVersion, kind)));
  }

  /** The kind that a subresource is sent and answered as. */
  public Optional<Kind> sentTo(Subresource subresource) {
    return byKind(subresource.apiVersion(), subresource.kind());
  }

  private static String key(String apiVersion, String name) {
    return apiVersion + " " + name;
  }

  private static final class Table {
    static final Kinds KINDS = of(new KindTable(Facts.load()).kinds());

    private Table() {}
  }
}
