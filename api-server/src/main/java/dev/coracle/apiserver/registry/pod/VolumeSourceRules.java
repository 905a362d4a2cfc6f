// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Labels;
import dev.coracle.apiserver.registry.MetadataRules;
import dev.coracle.apiserver.registry.Names;
import dev.coracle.apiserver.registry.Quantities;
import dev.coracle.apiserver.registry.Values;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The rules for what a volume is made from: one source, checked in the order in which Kubernetes
 * asks for them, by which also the first of several counts.
 *
 * @see <a href=
 *     "https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go">
 *     validateVolumeSource</a>
 */
final class VolumeSourceRules {

  private static final List<String> ORDER =
      List.of(
          "emptyDir",
          "hostPath",
          "gitRepo",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "secret",
          "nfs",
          "iscsi",
          "glusterfs",
          "flocker",
          "persistentVolumeClaim",
          "rbd",
          "cinder",
          "cephfs",
          "quobyte",
          "downwardAPI",
          "fc",
          "flexVolume",
          "configMap",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "storageos",
          "projected",
          "scaleIO",
          "csi",
          "ephemeral",
          "image");

  /** What a source cannot do without, where there is no more to it. */
  private static final Map<String, List<String>> NEEDED =
      Map.ofEntries(
          Map.entry("gcePersistentDisk", List.of("pdName")),
          Map.entry("awsElasticBlockStore", List.of("volumeID")),
          Map.entry("glusterfs", List.of("endpoints", "path")),
          Map.entry("persistentVolumeClaim", List.of("claimName")),
          Map.entry("cinder", List.of("volumeID")),
          Map.entry("flexVolume", List.of("driver")),
          Map.entry("azureFile", List.of("secretName", "shareName")),
          Map.entry("vsphereVolume", List.of("volumePath")),
          Map.entry("photonPersistentDisk", List.of("pdID")),
          Map.entry("portworxVolume", List.of("volumeID")),
          Map.entry("azureDisk", List.of("diskName", "diskURI")),
          Map.entry("scaleIO", List.of("gateway", "system", "volumeName")),
          Map.entry("csi", List.of("driver")));

  private final FieldErrors errors;
  private final String podName;

  /**
   * Rules for the volumes of one Pod.
   *
   * @param podName empty for a template
   */
  VolumeSourceRules(FieldErrors errors, String podName) {
    this.errors = errors;
    this.podName = podName;
  }

  /** The members of a volume that say what it is made from. */
  static List<String> sources(JsonNode volume) {
    return ORDER.stream().filter(source -> Values.isSet(volume.path(source))).toList();
  }

  void check(String path, JsonNode volume) {
    List<String> sources = sources(volume);
    if (sources.isEmpty()) {
      errors.required(path, "must specify a volume type");
      return;
    }
    String first = sources.get(0);
    checkSource(path + "." + first, first, volume.path(first));
    if (first.equals("ephemeral")) {
      checkClaimName(path, Values.text(volume, "name"));
    }
    sources.stream()
        .skip(1)
        .forEach(s -> errors.forbidden(path + "." + s, "may not specify more than 1 volume type"));
  }

  private void checkSource(String path, String kind, JsonNode source) {
    NEEDED.getOrDefault(kind, List.of()).forEach(m -> Values.required(errors, source, path, m));
    switch (kind) {
      case "emptyDir" -> checkEmptyDir(path, source);
      case "hostPath" -> checkHostPath(path, source);
      case "gitRepo" -> {
        Values.required(errors, source, path, "repository");
        LocalPaths.checkDescending(errors, path + ".directory", Values.text(source, "directory"));
      }
      case "gcePersistentDisk", "awsElasticBlockStore" -> checkPartition(path, source, "partition");
      case "secret" -> checkConfiguration(path, source, "secretName");
      case "configMap" -> checkConfiguration(path, source, "name");
      case "nfs" -> checkNfs(path, source);
      case "iscsi" -> {
        Values.required(errors, source, path, "targetPortal");
        Values.required(errors, source, path, "iqn");
        checkPartition(path, source, "lun");
      }
      case "flocker" -> checkFlocker(path, source);
      case "rbd" -> {
        requireList(path, source, "monitors");
        Values.required(errors, source, path, "image");
      }
      case "cephfs" -> requireList(path, source, "monitors");
      case "quobyte" -> {
        if (Values.isEmpty(source, "registry")) {
          errors.required(
              path + ".registry", "must be a host:port pair or multiple pairs separated by commas");
        }
        Values.required(errors, source, path, "volume");
      }
      case "fc" -> {
        if (source.path("targetWWNs").isEmpty() && source.path("wwids").isEmpty()) {
          errors.required(
              path + ".targetWWNs", "must specify either targetWWNs or wwids, but not both");
        }
      }
      case "downwardAPI" -> ProjectionRules.checkDownward(errors, path, source);
      case "projected" -> ProjectionRules.checkProjected(errors, path, source);
      case "ephemeral" -> checkEphemeral(path + ".volumeClaimTemplate", source);
      default -> {}
    }
  }

  private void requireList(String path, JsonNode source, String member) {
    if (source.path(member).isEmpty()) {
      errors.required(path + "." + member, "");
    }
  }

  private void checkEmptyDir(String path, JsonNode source) {
    if (Quantities.value(source.path("sizeLimit"))
        .filter(q -> q.value().signum() < 0)
        .isPresent()) {
      errors.forbidden(path + ".sizeLimit", "SizeLimit field must be a valid resource quantity");
    }
  }

  private void checkHostPath(String path, JsonNode source) {
    if (Values.required(errors, source, path, "path")) {
      LocalPaths.checkNoBacksteps(errors, path + ".path", Values.text(source, "path"));
    }
    Values.oneOfIfPresent(
        errors,
        source,
        path,
        "type",
        "",
        "BlockDevice",
        "CharDevice",
        "Directory",
        "DirectoryOrCreate",
        "File",
        "FileOrCreate",
        "Socket");
  }

  private void checkPartition(String path, JsonNode source, String member) {
    long number = source.path(member).asLong(0);
    if (number < 0 || number > 255) {
      errors.invalid(path + "." + member, number, "must be between 0 and 255, inclusive");
    }
  }

  private void checkConfiguration(String path, JsonNode source, String name) {
    Values.required(errors, source, path, name);
    LocalPaths.checkMode(errors, path, source, "defaultMode");
    LocalPaths.checkItems(errors, path + ".items", source.path("items"));
  }

  private void checkNfs(String path, JsonNode source) {
    Values.required(errors, source, path, "server");
    Values.required(errors, source, path, "path");
    if (!Values.text(source, "path").startsWith("/")) {
      errors.invalid(path + ".path", Values.text(source, "path"), "must be an absolute path");
    }
  }

  private void checkFlocker(String path, JsonNode source) {
    boolean named = !Values.isEmpty(source, "datasetName");
    boolean numbered = !Values.isEmpty(source, "datasetUUID");
    if (!named && !numbered) {
      errors.required(path, "one of datasetName and datasetUUID is required");
    } else if (named && numbered) {
      errors.invalid(
          path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
    }
    if (Values.text(source, "datasetName").contains("/")) {
      errors.invalid(
          path + ".datasetName", Values.text(source, "datasetName"), "must not contain '/'");
    }
  }

  private void checkEphemeral(String path, JsonNode source) {
    JsonNode template = source.path("volumeClaimTemplate");
    if (!Values.isSet(template)) {
      errors.required(path, "");
      return;
    }
    JsonNode metadata = template.path("metadata");
    MetadataRules.checkAnnotations(
        errors, path + ".metadata.annotations", metadata.path("annotations"));
    Labels.check(errors, path + ".metadata.labels", metadata.path("labels"));
    ClaimRules.checkSpec(errors, path + ".spec", template.path("spec"));
  }

  /** The claim that will be made for a volume must be one by its name. */
  private void checkClaimName(String path, String volume) {
    if (podName.isEmpty() || volume.isEmpty()) {
      return;
    }
    String claim = podName + "-" + volume;
    Names.dnsSubdomain(claim)
        .forEach(
            problem ->
                errors.invalid(path + ".name", volume, "PVC name \"" + claim + "\": " + problem));
  }
}
