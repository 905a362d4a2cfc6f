// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.kubelet.files.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Copies, on this machine, of what is mounted in a container: made when a text first names a mount,
 * and gone with the container.
 */
final class HostCopies implements AutoCloseable {

  private final List<String> mounts;
  private final Supplier<FileSystem> files;
  private final Map<String, Path> copies = new LinkedHashMap<>();
  private Optional<Path> directory = Optional.empty();
  private boolean closed;

  /** Copies of mounts, given by their absolute paths. */
  HostCopies(List<String> mounts, Supplier<FileSystem> files) {
    this.mounts = List.copyOf(mounts);
    this.files = files;
  }

  /** The text with the paths of mounts, and those below them, as they are on this machine. */
  String translate(String text) {
    String translated = text;
    for (String mount : mounts) {
      Matcher named = named(mount).matcher(translated);
      if (named.find()) {
        translated = named.replaceAll(Matcher.quoteReplacement(copy(mount).toString()));
      }
    }
    return translated;
  }

  /** A mount is named where its path begins, be it after {@code file://}, and does not go on. */
  private static Pattern named(String mount) {
    return Pattern.compile("(?<![\\w.-])(?<![\\w.-]/)" + Pattern.quote(mount) + "(?![\\w.-])");
  }

  private synchronized Path copy(String mount) {
    if (closed) {
      throw new IllegalStateException("the container has ended");
    }
    return copies.computeIfAbsent(mount, this::make);
  }

  private Path make(String mount) {
    try {
      if (directory.isEmpty()) {
        directory = Optional.of(Files.createTempDirectory("coracle-files-"));
      }
      Path copy = directory.get().resolve(mount.substring(1));
      Files.createDirectories(Optional.ofNullable(copy.getParent()).orElse(copy));
      FileTrees.copyContent(files.get().getPath(mount), copy);
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (directory.isPresent()) {
      FileTrees.delete(directory.get());
    }
  }
}
