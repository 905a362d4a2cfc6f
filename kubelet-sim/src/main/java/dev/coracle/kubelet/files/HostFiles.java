// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of one node, which its Pods see through {@code hostPath} volumes: a tree in memory,
 * made when first looked at. The machine's own files are never shown.
 */
public final class HostFiles implements AutoCloseable {

  private static final List<String> DIRECTORIES =
      List.of(
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/home",
          "/lib",
          "/mnt",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/sys",
          "/usr",
          "/var/lib/kubelet",
          "/var/log/pods",
          "/var/run");

  private Optional<FileSystem> files = Optional.empty();

  /** A path of the node. */
  public synchronized Path path(String path) {
    if (files.isEmpty()) {
      files = Optional.of(make());
    }
    return files.get().getPath(path);
  }

  private static FileSystem make() {
    FileSystem made = Volume.newFileSystem(Volume.DIRECTORY);
    try {
      for (String directory : DIRECTORIES) {
        Files.createDirectories(made.getPath(directory), Volume.DIRECTORY);
      }
      Files.createDirectories(made.getPath("/tmp"), Volume.OPEN_DIRECTORY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return made;
  }

  @Override
  public synchronized void close() {
    try {
      if (files.isPresent()) {
        files.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
