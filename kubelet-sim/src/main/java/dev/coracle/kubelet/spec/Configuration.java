// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ConfigMaps, Secrets and Services that Pods of one namespace refer to, read when asked. */
public record Configuration(KubeClient client, String namespace) {

  public Optional<Map<String, byte[]>> configMap(String name) {
    return client
        .find(ResourceType.CONFIG_MAPS, ObjectKey.of(namespace, name))
        .map(Configuration::configMapData);
  }

  /** What variables may be made of: of a ConfigMap, its binary data is for files only. */
  Optional<Map<String, byte[]>> variables(boolean secret, String name) {
    return secret
        ? secret(name)
        : client
            .find(ResourceType.CONFIG_MAPS, ObjectKey.of(namespace, name))
            .map(object -> texts(object.stringMap("data")));
  }

  public Optional<Map<String, byte[]>> secret(String name) {
    return client
        .find(ResourceType.SECRETS, ObjectKey.of(namespace, name))
        .map(object -> decoded(object.stringMap("data")));
  }

  private static Map<String, byte[]> configMapData(KubeObject object) {
    Map<String, byte[]> data = decoded(object.stringMap("binaryData"));
    data.putAll(texts(object.stringMap("data")));
    return data;
  }

  private static Map<String, byte[]> texts(Map<String, String> texts) {
    Map<String, byte[]> data = new LinkedHashMap<>();
    texts.forEach((k, v) -> data.put(k, v.getBytes(StandardCharsets.UTF_8)));
    return data;
  }

  private static Map<String, byte[]> decoded(Map<String, String> encoded) {
    Map<String, byte[]> data = new LinkedHashMap<>();
    encoded.forEach((k, v) -> data.put(k, Base64.getDecoder().decode(v)));
    return data;
  }

  Map<String, String> serviceVariables(boolean links) {
    List<KubeObject> services = new ArrayList<>();
    if (links || namespace.equals("default")) {
      services.addAll(
          client.list(ResourceType.SERVICES, ListOptions.inNamespace(namespace)).items());
    }
    if (!namespace.equals("default")) {
      client
          .find(ResourceType.SERVICES, ObjectKey.of("default", "kubernetes"))
          .ifPresent(services::add);
    }
    return ServiceVariables.of(services, namespace, links);
  }
}
