// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file system of one run of a container, made when somebody first looks at it: most containers
 * of most tests never do.
 */
final class ContainerFiles implements AutoCloseable {

  private final Image.Files content;
  private final boolean mounted;
  private Optional<FileSystem> files = Optional.empty();
  private boolean closed;

  /**
   * Files that are not made yet.
   *
   * @param content fills the root, with the volumes
   * @param mounted whether there is more than the image brings
   */
  ContainerFiles(Image.Files content, boolean mounted) {
    this.content = content;
    this.mounted = mounted;
  }

  synchronized FileSystem open() {
    if (closed) {
      throw new IllegalStateException("the container has ended");
    }
    if (files.isEmpty()) {
      files = Optional.of(make());
    }
    return files.get();
  }

  private FileSystem make() {
    FileSystem made =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setWorkingDirectory("/")
                .setAttributeViews("posix", "unix")
                .build());
    Path root = made.getPath("/");
    try {
      content.fill(root);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files, unless they are the image's own and nobody has touched them. */
  synchronized Optional<FileSystem> openIfAny() {
    return mounted && !closed ? Optional.of(open()) : files;
  }

  /** The files, if they have been made. */
  synchronized Optional<FileSystem> made() {
    return closed ? Optional.empty() : files;
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      if (files.isPresent()) {
        files.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
