// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.pod.PodDefaults;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/plugin/pkg/admission/serviceaccount/admission.go">
 *     admission.go</a>
 */
final class ServiceAccountAdmission implements MutatingAdmitter, ValidatingAdmitter {

  private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final String VOLUME_PREFIX = "kube-api-access-";
  private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final String MIRROR = "kubernetes.io/config.mirror";

  private final Supplier<KubeClient> api;
  private final RandomGenerator random;

  ServiceAccountAdmission(Supplier<KubeClient> api, RandomGenerator random) {
    this.api = api;
    this.random = random;
  }

  @Override
  public boolean handles(Attributes attributes) {
    return attributes.operation() == Operation.CREATE && attributes.isOf(ResourceType.PODS);
  }

  @Override
  public void admit(Attributes attributes, Draft draft) {
    if (isMirror(attributes)) {
      return;
    }
    ObjectNode spec = Json.objectAt(draft.tree(), "spec");
    Json.defaultText(spec, "serviceAccountName", "default");
    PodDefaults.mirrorServiceAccount(spec);
    Optional<KubeObject> account = account(attributes);
    if (mountsToken(spec, account)) {
      mountToken(spec);
    }
    account.ifPresent(found -> copyPullSecrets(found, spec));
  }

  /** Looks again at the end, as others may have named another account meanwhile. */
  @Override
  public void validate(Attributes attributes) {
    String name = attributes.text("spec", "serviceAccountName");
    if (isMirror(attributes)) {
      if (!name.isEmpty()) {
        throw attributes.forbidden("a mirror pod may not reference service accounts");
      }
    } else if (name.isEmpty()) {
      throw attributes.forbidden(
          "no service account specified for pod %s/%s"
              .formatted(
                  attributes.target().key().namespace(), attributes.text("metadata", "name")));
    } else if (!name.equals("default")) {
      account(attributes);
    }
  }

  /** The shadow of a Pod that its node runs by itself: it has no account. */
  private static boolean isMirror(Attributes attributes) {
    return attributes.at("metadata", "annotations").has(MIRROR);
  }

  private Optional<KubeObject> account(Attributes attributes) {
    String name = attributes.text("spec", "serviceAccountName");
    String namespace = attributes.target().key().namespace();
    Optional<KubeObject> account =
        api.get().find(ResourceType.SERVICE_ACCOUNTS, ObjectKey.of(namespace, name));
    if (account.isEmpty() && !name.equals("default")) {
      throw attributes.forbidden(
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
