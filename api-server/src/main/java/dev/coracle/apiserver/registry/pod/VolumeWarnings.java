// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.Values;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What the author of volumes should hear: that two files of one are in each other's way.
 *
 * @see <a href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/api/pod/warnings.go">
 *     warningsForOverlappingVirtualPaths</a>
 */
final class VolumeWarnings {

  /** A file of a volume, and the source that it comes from where there may be several. */
  private record Place(String path, String source) {

    boolean overlaps(Place other) {
      return (path + "/").startsWith(other.path + "/") || (other.path + "/").startsWith(path + "/");
    }

    @Override
    public String toString() {
      return "\"" + path + "\"" + (source.isEmpty() ? "" : " (" + source + ")");
    }
  }

  private VolumeWarnings() {}

  static List<String> of(JsonNode volumes) {
    List<String> warnings = new ArrayList<>();
    volumes.forEach(volume -> of(volume, warnings));
    return warnings;
  }

  private static void of(JsonNode volume, List<String> warnings) {
    JsonNode configMap = volume.path("configMap");
    warn(volume, named("ConfigMap", configMap, "name"), places(configMap, ""), warnings);
    JsonNode secret = volume.path("secret");
    warn(volume, named("Secret", secret, "secretName"), places(secret, ""), warnings);
    warn(volume, "DownwardAPI", places(volume.path("downwardAPI"), ""), warnings);
    List<Place> all = new ArrayList<>();
    volume.path("projected").path("sources").forEach(source -> all.addAll(projected(source)));
    warn(volume, "Projected", all, warnings);
  }

  private static String named(String kind, JsonNode source, String name) {
    return kind + " \"" + Values.text(source, name) + "\"";
  }

  private static List<Place> projected(JsonNode source) {
    List<Place> places = new ArrayList<>();
    JsonNode configMap = source.path("configMap");
    places.addAll(places(configMap, named("ConfigMap", configMap, "name")));
    JsonNode secret = source.path("secret");
    places.addAll(places(secret, named("Secret", secret, "name")));
    places.addAll(places(source.path("downwardAPI"), "DownwardAPI"));
    if (Values.isSet(source.path("serviceAccountToken"))) {
      String path = Values.text(source.path("serviceAccountToken"), "path");
      places.add(new Place(trimmed(path), "ServiceAccountToken"));
    }
    return places;
  }

  private static List<Place> places(JsonNode source, String name) {
    return source
        .path("items")
        .valueStream()
        .map(item -> new Place(trimmed(Values.text(item, "path")), name))
        .toList();
  }

  private static String trimmed(String path) {
    return path.replaceAll("/+$", "");
  }

  private static void warn(
      JsonNode volume, String source, List<Place> places, List<String> warnings) {
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      places.stream()
          .limit(i)
          .filter(place::overlaps)
          .forEach(
              earlier ->
                  warnings.add(
                      "volume \"%s\" (%s): overlapping paths: %s with %s"
                          .formatted(Values.text(volume, "name"), source, place, earlier)));
    }
  }
}
