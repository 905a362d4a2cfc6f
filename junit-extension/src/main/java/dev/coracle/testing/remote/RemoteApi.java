// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.remote;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.ServedApi;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What another API server serves, as its discovery says; asked again when a kind is not among what
 * is known, since definitions come and go.
 */
final class RemoteApi implements ServedApi {

  private final RemoteHttp http;
  private final OwnObjects client;
  private volatile List<Served> known = List.of();

  RemoteApi(RemoteHttp http, OwnObjects client) {
    this.http = http;
    this.client = client;
  }

  private record Served(ResourceType type, List<String> shorts, boolean scales) {

    boolean isCalled(String word) {
      return type.plural().equals(word)
          || type.singular().equals(word)
          || type.kind().toLowerCase(Locale.ROOT).equals(word)
          || shorts.contains(word)
          || type.qualifiedName().equals(word);
    }
  }

  @Override
  public KubeClient client() {
    return client;
  }

  private Stream<Served> matching(Predicate<Served> wanted) {
    if (known.stream().noneMatch(wanted)) {
      known = discover();
    }
    return known.stream().filter(wanted);
  }

  private List<Served> all() {
    return matching(served -> true).toList();
  }

  private List<Served> discover() {
    List<Served> all = new ArrayList<>(resources("/api/v1", "", "v1"));
    for (JsonNode group : http.json("/apis").path("groups")) {
      String name = group.path("name").asString("");
      String preferred = group.path("preferredVersion").path("version").asString("");
      // What kubectl means by a word is the preferred version, so it comes first.
      versions(group)
          .sorted(Comparator.comparing(version -> !version.equals(preferred)))
          .forEach(
              version -> all.addAll(resources("/apis/" + name + "/" + version, name, version)));
    }
    return List.copyOf(all);
  }

  private static Stream<String> versions(JsonNode group) {
    return group
        .path("versions")
        .valueStream()
        .map(version -> version.path("version").asString(""));
  }

  /** None for a group whose own server does not answer, as kubectl goes on without it. */
  private List<Served> resources(String path, String group, String version) {
    try {
      List<JsonNode> entries = http.json(path).path("resources").valueStream().toList();
      return entries.stream()
          .filter(entry -> !name(entry).contains("/") && isStored(entry))
          .map(entry -> served(entry, group, version, entries))
          .toList();
    } catch (ApiException e) {
      return List.of();
    }
  }

  private static String name(JsonNode entry) {
    return entry.path("name").asString("");
  }

  private static boolean isStored(JsonNode entry) {
    return entry.path("verbs").valueStream().anyMatch(verb -> verb.asString("").equals("get"));
  }

  private static Served served(
      JsonNode entry, String group, String version, List<JsonNode> entries) {
    String plural = name(entry);
    String kind = entry.path("kind").asString("");
    String said = entry.path("singularName").asString("");
    String singular = said.isEmpty() ? kind.toLowerCase(Locale.ROOT) : said;
    boolean namespaced = entry.path("namespaced").asBoolean(false);
    return new Served(
        new ResourceType(group, version, plural, singular, kind, namespaced),
        entry.path("shortNames").valueStream().map(word -> word.asString("")).toList(),
        entries.stream().anyMatch(other -> name(other).equals(plural + "/scale")));
  }

  @Override
  public Optional<ResourceType> typeOf(KubeObject object) {
    return matching(
            served ->
                served.type.kind().equals(object.kind())
                    && served.type.apiVersion().equals(object.apiVersion()))
        .map(Served::type)
        .findFirst();
  }

  @Override
  public Optional<ResourceType> typeNamed(String word) {
    String small = word.toLowerCase(Locale.ROOT);
    return matching(served -> served.isCalled(small)).map(Served::type).findFirst();
  }

  @Override
  public List<String> typeNames() {
    return all().stream().map(served -> served.type.plural()).distinct().sorted().toList();
  }

  @Override
  public List<String> kindNames() {
    return all().stream().map(served -> served.type.kind()).distinct().sorted().toList();
  }

  @Override
  public List<String> apiVersions(String kind) {
    return matching(served -> served.type.kind().equals(kind))
        .map(served -> served.type.apiVersion())
        .distinct()
        .toList();
  }

  @Override
  public List<ResourceType> scalable() {
    return all().stream().filter(Served::scales).map(Served::type).toList();
  }

  /**
   * Changes what this test has made, and nothing else: in a cluster that others use too, an object
   * of the same name is somebody else's.
   */
  @Override
  public KubeObject merged(KubeObject last, KubeObject manifest, KubeObject present) {
    KubeObject merged = ServedApi.super.merged(last, manifest, present);
    if (client.isOwn(present)) {
      return merged;
    }
    if (manifest.kind().equals("Namespace")) {
      return present;
    }
    throw new IllegalStateException(
        "%s %s is there already, and not by this test (expected: a name or a namespace that is free"
                .formatted(manifest.kind(), manifest.key())
            + " in the cluster of "
            + http.config().file()
            + ")");
  }
}
