// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.volume;

import dev.coracle.api.Json;
import dev.coracle.kubelet.files.ContainerFileSystem;
import dev.coracle.kubelet.files.ContainerFileSystem.Mount;
import dev.coracle.kubelet.files.ContainerFiles;
import dev.coracle.kubelet.files.MountSource;
import dev.coracle.kubelet.files.Volume;
import dev.coracle.kubelet.files.VolumeContent;
import dev.coracle.kubelet.node.NodeServices;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.spec.Configuration;
import dev.coracle.kubelet.spec.ConfigurationException;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.Expansion;
import dev.coracle.kubelet.spec.PodFields;
import dev.coracle.kubelet.spec.PodSpec;
import dev.coracle.program.Image;
import dev.coracle.program.UnsupportedVolumes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The volumes of a Pod, and the file systems that its containers make of them. */
public final class PodVolumes implements AutoCloseable {

  private final NodeServices node;
  private final PodLink link;
  private final Map<String, MountSource> volumes = new LinkedHashMap<>();
  private volatile PodSpec pod;
  private volatile boolean closed;

  private PodVolumes(NodeServices node, PodSpec pod, PodLink link) {
    this.node = node;
    this.pod = pod;
    this.link = link;
  }

  /**
   * Mounts the volumes of a Pod.
   *
   * @throws ConfigurationException when one refers to what does not exist; the message is that of
   *     the event about it
   */
  public static PodVolumes mount(NodeServices node, PodSpec pod, PodLink link) {
    PodVolumes mounted = new PodVolumes(node, pod, link);
    for (JsonNode volume : pod.volumes()) {
      mounted.volumes.put(Json.textAt(volume, "name"), mounted.source(volume));
    }
    return mounted;
  }

  private MountSource source(JsonNode volume) {
    if (isFromApi(volume)) {
      return new Volume(content(volume), true);
    }
    if (volume.has("hostPath")) {
      return hostPath(volume);
    }
    if (!volume.has("emptyDir")) {
      unsupported(volume);
    }
    return new Volume(VolumeContent.EMPTY, false);
  }

  private MountSource hostPath(JsonNode volume) {
    JsonNode source = volume.get("hostPath");
    try {
      return HostPathVolume.of(
          node.hostFiles(), Json.textAt(source, "path"), Json.textAt(source, "type"));
    } catch (ConfigurationException e) {
      throw failure(volume, e);
    }
  }

  /** A volume of a type that is not implemented: refuses it, or says that it is empty. */
  private void unsupported(JsonNode volume) {
    String message = UnsupportedVolume.message(volume);
    if (node.options().unsupportedVolumes() == UnsupportedVolumes.REFUSE) {
      throw new ConfigurationException(message + "; " + UnsupportedVolume.REMEDY);
    }
    node.events()
        .warning(pod.object(), "VolumeNotSupported", message + "; it is an empty directory");
  }

  private static ConfigurationException failure(JsonNode volume, ConfigurationException cause) {
    return new ConfigurationException(
        "MountVolume.SetUp failed for volume \"%s\" : %s"
            .formatted(Json.textAt(volume, "name"), cause.getMessage()));
  }

  private static boolean isFromApi(JsonNode volume) {
    return volume.has("configMap")
        || volume.has("secret")
        || volume.has("downwardAPI")
        || volume.has("projected");
  }

  private VolumeContent content(JsonNode volume) {
    try {
      return sources().content(volume);
    } catch (ConfigurationException e) {
      throw failure(volume, e);
    }
  }

  private VolumeSources sources() {
    PodSpec now = pod;
    PodFields fields =
        new PodFields(now, link.addresses(), node.node().addresses(), node.node().allocatable());
    Configuration configuration = new Configuration(node.client(), now.object().namespace());
    return new VolumeSources(now.info(link.address()), fields, configuration, node.options());
  }

  /** The files of a new run of a container. */
  public ContainerFiles files(ContainerSpec container, Image image, Map<String, String> env) {
    boolean mounted = !container.json().path("volumeMounts").isEmpty();
    return new ContainerFiles(() -> make(container, image, env), mounted);
  }

  private FileSystem make(ContainerSpec container, Image image, Map<String, String> env) {
    FileSystem root = Volume.newFileSystem(Volume.DIRECTORY);
    try {
      for (String directory : new String[] {"/bin", "/dev", "/etc", "/var", "/root", "/proc"}) {
        Files.createDirectories(root.getPath(directory), Volume.DIRECTORY);
      }
      Files.createDirectories(root.getPath("/tmp"), Volume.OPEN_DIRECTORY);
      image.files().fill(root.getPath("/"));
      PodEtc.write(root, node, pod, link.addresses());
      List<Mount> mounts = mounts(container, env);
      for (Mount mount : mounts) {
        Optional<Mount> outer = outer(mount, mounts);
        if (outer.filter(Mount::readOnly).isEmpty()) {
          prepare(place(mount, outer, root), mount.source());
        }
      }
      boolean readOnlyRoot =
          container.json().at("/securityContext/readOnlyRootFilesystem").asBoolean(false);
      return new ContainerFileSystem(root, mounts, readOnlyRoot);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The mount that another one lies in. */
  private static Optional<Mount> outer(Mount mount, List<Mount> all) {
    return all.stream()
        .filter(other -> mount.at().startsWith(other.at() + "/"))
        .max(Comparator.comparingInt(other -> other.at().length()));
  }

  /**
   * What is mounted over: in the volume that the mount lies in, or in the container's own files.
   */
  private static Path place(Mount mount, Optional<Mount> outer, FileSystem root) {
    return outer
        .map(in -> in.source().resolve(mount.at().substring(in.at().length() + 1)))
        .orElseGet(() -> root.getPath(mount.at()));
  }

  private static void prepare(Path place, Path source) throws IOException {
    if (Files.isRegularFile(source)) {
      Files.createDirectories(place.getParent(), Volume.DIRECTORY);
      if (!Files.exists(place)) {
        Files.createFile(place);
      }
    } else {
      Files.createDirectories(place, Volume.DIRECTORY);
    }
  }

  private List<Mount> mounts(ContainerSpec container, Map<String, String> env) throws IOException {
    List<Mount> mounts = new ArrayList<>();
    for (JsonNode mount : container.json().path("volumeMounts")) {
      MountSource volume = volumes.get(Json.textAt(mount, "name"));
      if (volume != null) {
        boolean readOnly = volume.isReadOnly() || mount.path("readOnly").asBoolean(false);
        mounts.add(new Mount(place(mount), source(volume, mount, env), readOnly, volume::complete));
      }
    }
    return mounts;
  }

  private static String place(JsonNode mount) {
    String path = Json.textAt(mount, "mountPath").replaceAll("/+$", "");
    return path.startsWith("/") ? path : "/" + path;
  }

  private static Path source(MountSource volume, JsonNode mount, Map<String, String> env)
      throws IOException {
    String expression = Json.textAt(mount, "subPathExpr");
    String subPath =
        expression.isEmpty()
            ? Json.textAt(mount, "subPath")
            : Expansion.expand(expression, name -> Optional.ofNullable(env.get(name)));
    return subPath.isEmpty() ? volume.open() : volume.open(subPath);
  }

  /** Takes a newer version of the Pod, whose labels volumes may show. */
  public void podChanged(PodSpec newer) {
    boolean shown =
        newer.volumes().stream().anyMatch(v -> v.has("downwardAPI") || v.has("projected"));
    boolean changed =
        !newer.object().labels().equals(pod.object().labels())
            || !newer.object().annotations().equals(pod.object().annotations());
    pod = newer;
    if (shown && changed) {
      refresh();
    }
  }

  /** Reads again what the volumes are to hold; what has gone meanwhile stays as it was. */
  public void refresh() {
    List<JsonNode> fromApi = pod.volumes().stream().filter(PodVolumes::isFromApi).toList();
    if (!fromApi.isEmpty()) {
      node.time()
          .work("refresh volumes of " + pod.object().key(), () -> fromApi.forEach(this::refresh));
    }
  }

  private void refresh(JsonNode volume) {
    try {
      if (!closed && volumes.get(Json.textAt(volume, "name")) instanceof Volume mounted) {
        mounted.update(content(volume));
      }
    } catch (ConfigurationException e) {
      node.events().warning(pod.object(), "FailedMount", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    closed = true;
    volumes.values().forEach(MountSource::close);
  }
}
