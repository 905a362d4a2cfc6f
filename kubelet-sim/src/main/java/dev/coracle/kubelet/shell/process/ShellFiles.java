// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Opens files by name, devices included, as seen from one directory. */
public final class ShellFiles {

  private final Path directory;
  private final Descriptors descriptors;
  private final int umask;

  /**
   * Files as one process opens them.
   *
   * @param umask the permissions that new files do not get
   */
  public ShellFiles(Path directory, Descriptors descriptors, int umask) {
    this.directory = directory;
    this.descriptors = descriptors;
    this.umask = umask;
  }

  public Path path(String name) throws NoSuchFileException {
    if (name.isEmpty()) {
      throw new NoSuchFileException("");
    }
    return directory.resolve(name);
  }

  public InputStream read(String name) throws IOException {
    return switch (name) {
      case "/dev/null" -> InputStream.nullInputStream();
      case "/dev/zero" -> new Zeros();
      case "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0" -> new Unclosed.Input(descriptors.in());
      default -> {
        Path path = path(name);
        if (Files.isDirectory(path)) {
          throw new FileSystemException(name, null, Errno.IS_DIRECTORY);
        }
        yield Files.newInputStream(path);
      }
    };
  }

  public OutputStream write(String name, boolean append) throws IOException {
    Optional<OutputStream> device = outputDevice(name);
    if (device.isPresent()) {
      return device.get();
    }
    Path path = path(name);
    if (Files.isDirectory(path)) {
      throw new FileSystemException(name, null, Errno.IS_DIRECTORY);
    }
    boolean isNew = !Files.exists(path);
    OutputStream stream =
        Files.newOutputStream(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
    if (isNew) {
      FileMode.create(path, 0666 & ~umask);
    }
    return stream;
  }

  private Optional<OutputStream> outputDevice(String name) {
    return switch (name) {
      case "/dev/null" -> Optional.of(OutputStream.nullOutputStream());
      case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/proc/1/fd/1" ->
          Optional.of(new Unclosed.Output(descriptors.out()));
      case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2", "/proc/1/fd/2" ->
          Optional.of(new Unclosed.Output(descriptors.err()));
      default -> Optional.empty();
    };
  }

  /** What {@code /dev/zero} yields. */
  private static final class Zeros extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      java.util.Arrays.fill(bytes, offset, offset + length, (byte) 0);
      return length;
    }
  }
}
