// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.volume;

import dev.coracle.kubelet.files.HostFiles;
import dev.coracle.kubelet.files.MountSource;
import dev.coracle.kubelet.files.Volume;
import dev.coracle.kubelet.spec.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file or directory of the node, as the type of its volume wants it. */
record HostPathVolume(Path root) implements MountSource {

  /**
   * Checks what is there, and makes what the type says is to be made.
   *
   * @throws ConfigurationException with the kubelet's own message, of <a
   *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/volume/hostpath/host_path.go">checkTypeInternal</a>
   */
  static HostPathVolume of(HostFiles host, String path, String type) {
    Path root = host.path(path).normalize();
    try {
      check(root, path, type);
    } catch (NoSuchFileException e) {
      throw new ConfigurationException("open " + path + ": no such file or directory");
    } catch (IOException e) {
      throw new ConfigurationException(path + ": " + e.getMessage());
    }
    return new HostPathVolume(root);
  }

  private static void check(Path root, String path, String type) throws IOException {
    switch (type) {
      // Not the kubelet but the container runtime makes what is missing.
      case "" -> createDirectory(root);
      case "DirectoryOrCreate" -> {
        createDirectory(root);
        require(Files.isDirectory(root), path, "a directory");
      }
      case "Directory" -> require(Files.isDirectory(root), path, "a directory");
      case "FileOrCreate" -> {
        if (!Files.exists(root)) {
          Files.createFile(root);
        }
        require(Files.isRegularFile(root), path, "a file");
      }
      case "File" -> require(Files.isRegularFile(root), path, "a file");
      case "Socket" -> require(false, path, "a socket file");
      case "CharDevice" -> require(false, path, "a character device");
      case "BlockDevice" -> require(false, path, "a block device");
      default -> throw new ConfigurationException(type + " is an invalid volume type");
    }
  }

  private static void createDirectory(Path root) throws IOException {
    if (!Files.exists(root)) {
      Files.createDirectories(root, Volume.DIRECTORY);
    }
  }

  private static void require(boolean holds, String path, String what) {
    if (!holds) {
      throw new ConfigurationException("hostPath type check failed: " + path + " is not " + what);
    }
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public Path open() {
    return root;
  }

  @Override
  public Path open(String subPath) throws IOException {
    return Volume.existing(root.resolve(subPath));
  }

  @Override
  public void complete() {}

  /** The node's files stay when its Pods go. */
  @Override
  public void close() {}
}
