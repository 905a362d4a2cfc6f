// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The file system of one run of a container, made when somebody first looks at it: most containers
 * of most tests never do.
 */
public final class ContainerFiles implements AutoCloseable {

  private final Supplier<FileSystem> maker;
  private final boolean mounted;
  private Optional<FileSystem> files = Optional.empty();
  private boolean closed;

  /**
   * Files that are not made yet.
   *
   * @param maker makes them
   * @param mounted whether there is more than the image brings
   */
  public ContainerFiles(Supplier<FileSystem> maker, boolean mounted) {
    this.maker = maker;
    this.mounted = mounted;
  }

  public synchronized FileSystem open() {
    if (closed) {
      throw new IllegalStateException("the container has ended");
    }
    if (files.isEmpty()) {
      files = Optional.of(maker.get());
    }
    return files.get();
  }

  /** The files, unless they are the image's own and nobody has touched them. */
  public synchronized Optional<FileSystem> openIfAny() {
    return mounted && !closed ? Optional.of(open()) : files;
  }

  /** The files, if they have been made. */
  public synchronized Optional<FileSystem> made() {
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
