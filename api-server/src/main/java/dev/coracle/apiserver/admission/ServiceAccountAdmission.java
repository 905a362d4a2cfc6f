// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.WriteContext;
import dev.coracle.apiserver.registry.pod.PodDefaults;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The admission plugin that gives every new Pod a ServiceAccount, and mounts its token.
 *
 * <p>Kubernetes waits a moment for an account that does not exist yet, because a controller makes
 * {@code default} soon after its namespace. Here a Pod does not wait: {@code default} is presumed
 * where it is missing.
 */
public final class ServiceAccountAdmission implements Admitter {

  private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final String VOLUME_PREFIX = "kube-api-access-";
  private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private final RandomGenerator random;

  public ServiceAccountAdmission(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public void create(WriteContext context, ObjectNode object) {
    if (!context.type().equals(ResourceType.PODS)) {
      return;
    }
    ObjectNode spec = Json.objectAt(object, "spec");
    Json.defaultText(spec, "serviceAccountName", "default");
    PodDefaults.mirrorServiceAccount(spec);
    Optional<KubeObject> account = account(context, object);
    if (mountsToken(spec, account)) {
      mountToken(spec);
    }
    account.ifPresent(found -> copyPullSecrets(found, spec));
  }

  private static Optional<KubeObject> account(WriteContext context, ObjectNode pod) {
    String name = Json.textAt(pod, "spec", "serviceAccountName");
    String namespace = Json.textAt(pod, "metadata", "namespace");
    Optional<KubeObject> account =
        context.api().find(ResourceType.SERVICE_ACCOUNTS, ObjectKey.of(namespace, name));
    if (account.isEmpty() && !name.equals("default")) {
      String podName = Json.textAt(pod, "metadata", "name");
      throw ApiException.forbidden(
          ResourceType.PODS,
          podName.isEmpty() ? Json.textAt(pod, "metadata", "generateName") : podName,
          "error looking up service account %s/%s: serviceaccount \"%s\" not found"
              .formatted(namespace, name, name));
    }
    return account;
  }

  private static boolean mountsToken(ObjectNode spec, Optional<KubeObject> account) {
    JsonNode own = spec.path("automountServiceAccountToken");
    return own.isBoolean()
        ? own.asBoolean()
        : account
            .map(found -> found.at("automountServiceAccountToken").asBoolean(true))
            .orElse(true);
  }

  private void mountToken(ObjectNode spec) {
    Optional<String> present =
        spec.path("volumes")
            .valueStream()
            .map(volume -> Json.textAt(volume, "name"))
            .filter(name -> name.startsWith(VOLUME_PREFIX))
            .findFirst();
    String volume = present.orElseGet(this::volumeName);
    boolean mounted = false;
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : spec.path(list)) {
        mounted |= mountToken(container, volume);
      }
    }
    if (mounted && present.isEmpty()) {
      Json.arrayAt(spec, "volumes").add(tokenVolume(volume));
    }
  }

  private String volumeName() {
    StringBuilder name = new StringBuilder(VOLUME_PREFIX);
    for (int i = 0; i < 5; i++) {
      name.append(SUFFIX_ALPHABET.charAt(random.nextInt(SUFFIX_ALPHABET.length())));
    }
    return name.toString();
  }

  private static boolean mountToken(JsonNode container, String volume) {
    if (!(container instanceof ObjectNode object)
        || container
            .path("volumeMounts")
            .valueStream()
            .anyMatch(mount -> Json.textAt(mount, "mountPath").equals(MOUNT_PATH))) {
      return false;
    }
    ObjectNode mount = Json.arrayAt(object, "volumeMounts").addObject();
    mount.put("name", volume).put("readOnly", true).put("mountPath", MOUNT_PATH);
    return true;
  }

  private static ObjectNode tokenVolume(String name) {
    ObjectNode volume = Json.object().put("name", name);
    ObjectNode projected = volume.putObject("projected");
    ArrayNode sources = projected.putArray("sources");
    sources
        .addObject()
        .putObject("serviceAccountToken")
        .put("expirationSeconds", 3607)
        .put("path", "token");
    ObjectNode certificate = sources.addObject().putObject("configMap");
    certificate.put("name", "kube-root-ca.crt");
    certificate.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
    ObjectNode namespace =
        sources.addObject().putObject("downwardAPI").putArray("items").addObject();
    namespace.put("path", "namespace");
    namespace.putObject("fieldRef").put("apiVersion", "v1").put("fieldPath", "metadata.namespace");
    projected.put("defaultMode", 420);
    return volume;
  }

  private static void copyPullSecrets(KubeObject account, ObjectNode spec) {
    JsonNode secrets = account.at("imagePullSecrets");
    if (spec.path("imagePullSecrets").isEmpty() && !secrets.isEmpty()) {
      spec.set("imagePullSecrets", secrets.deepCopy());
    }
  }
}
