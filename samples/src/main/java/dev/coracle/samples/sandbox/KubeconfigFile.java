// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file that the sandbox writes its kubeconfig to; a temporary one is deleted at the end. */
record KubeconfigFile(Path path, boolean temporary) implements AutoCloseable {

  private static final String OURS = "current-context: coracle";

  /**
   * The file that was asked for, or a temporary one that only its owner can read.
   *
   * @throws IllegalArgumentException when the file cannot be written, or holds other clusters
   */
  static KubeconfigFile at(Optional<Path> wanted) {
    try {
      return wanted.isPresent() ? given(wanted.get().toAbsolutePath()) : temporaryFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KubeconfigFile temporaryFile() throws IOException {
    return new KubeconfigFile(Files.createTempFile("coracle-", ".kubeconfig"), true);
  }

  private static KubeconfigFile given(Path file) throws IOException {
    Path directory = file.getParent();
    if (Files.isDirectory(file) || directory == null || !Files.isWritable(directory)) {
      throw new IllegalArgumentException(
          "kubeconfig: " + file + " (expected: a file in a directory that can be written)");
    }
    if (Files.exists(file) && !Files.readString(file).contains(OURS)) {
      throw new IllegalArgumentException(
          "kubeconfig: " + file + " exists already (expected: a new file, or one of a sandbox)");
    }
    return new KubeconfigFile(file, false);
  }

  @Override
  public void close() {
    if (temporary) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
