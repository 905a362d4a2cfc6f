// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.volume;

import dev.coracle.api.Json;
import dev.coracle.kubelet.files.VolumeContent;
import dev.coracle.kubelet.files.VolumeContent.Entry;
import dev.coracle.kubelet.node.KubeletOptions;
import dev.coracle.kubelet.spec.Configuration;
import dev.coracle.kubelet.spec.ConfigurationException;
import dev.coracle.kubelet.spec.PodFields;
import dev.coracle.program.PodInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Reads what the volumes of a Pod are to hold. */
record VolumeSources(
    PodInfo info, PodFields fields, Configuration configuration, KubeletOptions options) {

  private static final int DEFAULT_MODE = 0644;

  /**
   * The content of a volume; none for one that starts empty.
   *
   * @throws ConfigurationException when something it refers to does not exist and is not optional
   */
  VolumeContent content(JsonNode volume) {
    List<Entry> entries = new ArrayList<>();
    if (volume.has("configMap")) {
      addMap(volume.get("configMap"), "name", false, mode(volume.get("configMap")), entries);
    } else if (volume.has("secret")) {
      addMap(volume.get("secret"), "secretName", true, mode(volume.get("secret")), entries);
    } else if (volume.has("downwardAPI")) {
      addFields(volume.get("downwardAPI"), mode(volume.get("downwardAPI")), entries);
    } else if (volume.has("projected")) {
      int mode = mode(volume.get("projected"));
      volume.get("projected").path("sources").forEach(s -> addProjected(s, mode, entries));
    }
    return new VolumeContent(entries);
  }

  private void addProjected(JsonNode source, int mode, List<Entry> entries) {
    if (source.has("configMap")) {
      addMap(source.get("configMap"), "name", false, mode, entries);
    } else if (source.has("secret")) {
      addMap(source.get("secret"), "name", true, mode, entries);
    } else if (source.has("downwardAPI")) {
      addFields(source.get("downwardAPI"), mode, entries);
    } else if (source.has("serviceAccountToken")) {
      JsonNode token = source.get("serviceAccountToken");
      Duration expiry = Duration.ofSeconds(token.path("expirationSeconds").asLong(3600));
      String text = options.tokens().token(info, Json.textAt(token, "audience"), expiry);
      entries.add(Entry.text(Json.textAt(token, "path"), text, mode));
    } else {
      throw new ConfigurationException(
          "projected source " + source.propertyNames() + " is not implemented by Coracle");
    }
  }

  private void addMap(
      JsonNode source, String nameField, boolean secret, int mode, List<Entry> entries) {
    String name = Json.textAt(source, nameField);
    Optional<Map<String, byte[]>> data =
        secret ? configuration.secret(name) : configuration.configMap(name);
    boolean optional = source.path("optional").asBoolean(false);
    if (data.isEmpty() && isCaBundle(name, secret)) {
      entries.add(new Entry("ca.crt", this::caBytes, mode, true));
      return;
    }
    if (data.isEmpty() && !optional) {
      throw new ConfigurationException(
          (secret ? "secret" : "configmap") + " \"" + name + "\" not found");
    }
    Map<String, byte[]> found = new TreeMap<>(data.orElse(Map.of()));
    JsonNode items = source.path("items");
    if (items.isEmpty()) {
      found.forEach((key, bytes) -> entries.add(Entry.of(key, bytes, mode)));
    } else {
      String kind = secret ? "secret" : "config";
      items.forEach(item -> addItem(item, found, kind, mode, optional, entries));
    }
  }

  /**
   * The API server's certificate is there even before a controller has published it; it is made
   * when somebody looks at it, since that takes longer than starting a Pod.
   */
  private boolean isCaBundle(String name, boolean secret) {
    return !secret && name.equals("kube-root-ca.crt");
  }

  private byte[] caBytes() {
    return options.caCertificate().get().getBytes(StandardCharsets.UTF_8);
  }

  private static void addItem(
      JsonNode item,
      Map<String, byte[]> found,
      String kind,
      int mode,
      boolean optional,
      List<Entry> entries) {
    String key = Json.textAt(item, "key");
    byte[] bytes = found.get(key);
    if (bytes != null) {
      entries.add(Entry.of(Json.textAt(item, "path"), bytes, item.path("mode").asInt(mode)));
    } else if (!optional) {
      throw new ConfigurationException("references non-existent " + kind + " key: " + key);
    }
  }

  private void addFields(JsonNode source, int mode, List<Entry> entries) {
    for (JsonNode item : source.path("items")) {
      String value =
          item.has("fieldRef")
              ? fields.field(item.get("fieldRef"))
              : fields.resource(item.path("resourceFieldRef"), fields.pod().containers().get(0));
      entries.add(Entry.text(Json.textAt(item, "path"), value, item.path("mode").asInt(mode)));
    }
  }

  private static int mode(JsonNode source) {
    return source.path("defaultMode").asInt(DEFAULT_MODE);
  }
}
