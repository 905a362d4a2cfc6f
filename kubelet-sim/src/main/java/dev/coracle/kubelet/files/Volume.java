// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.files;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One volume of a Pod: a file system of its own, made when a container first looks at it.
 *
 * <p>Content that the API decides is written as Kubernetes writes it: files are links through
 * {@code ..data} to a directory of one version, and a new version is moved into its place at once.
 */
public final class Volume implements MountSource {

  /** What directories are created with; the file system's own default is meant for files. */
  public static final FileAttribute<?> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

  /** What directories are created with in which everybody may write. */
  public static final FileAttribute<?> OPEN_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx"));

  private static final String DATA = "..data";
  private static final String VERSION = "..version_";

  private final boolean readOnly;
  private VolumeContent content;
  private Optional<FileSystem> files = Optional.empty();
  private int version;
  private boolean complete = true;
  private boolean closed;
  private final List<FileSystem> parts = new ArrayList<>();

  /** A volume with content; one that is not read-only is the containers' to change. */
  public Volume(VolumeContent content, boolean readOnly) {
    this.content = content;
    this.readOnly = readOnly;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public synchronized Path open() {
    if (files.isEmpty()) {
      files = Optional.of(newFileSystem(OPEN_DIRECTORY));
      write(VolumeContent.EMPTY);
    }
    return files.get().getPath("/");
  }

  /**
   * What is mounted of a path below the root. Of content that the API decides it keeps showing what
   * was there when the container started; see <a
   * href="https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath">subPath</a>.
   */
  @Override
  public synchronized Path open(String subPath) throws IOException {
    Path below = existing(open().resolve(subPath));
    if (!readOnly) {
      return below;
    }
    complete();
    FileSystem part = newFileSystem(DIRECTORY);
    parts.add(part);
    Path copy = part.getPath("/part");
    FileTrees.copy(below.toRealPath(), copy);
    return copy;
  }

  /** The same path, made a directory where nothing is there. */
  public static Path existing(Path path) throws IOException {
    return Files.exists(path) ? path : Files.createDirectories(path, DIRECTORY);
  }

  /** An empty file system. */
  public static FileSystem newFileSystem(FileAttribute<?> mode) {
    FileSystem made =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setWorkingDirectory("/")
                .setAttributeViews("posix", "unix")
                .build());
    try {
      Files.setAttribute(made.getPath("/"), mode.name(), mode.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return made;
  }

  /** Takes new content in, if it is new. */
  public synchronized void update(VolumeContent newer) {
    VolumeContent older = content;
    content = newer;
    if (!closed && files.isPresent() && !newer.equals(older)) {
      write(older);
    }
  }

  private void write(VolumeContent older) {
    if (content.files().isEmpty() && older.files().isEmpty()) {
      return;
    }
    try {
      writeVersion(files.orElseThrow().getPath("/"), older);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeVersion(Path root, VolumeContent older) throws IOException {
    Path replaced = root.resolve(VERSION + version++);
    Path directory = Files.createDirectory(root.resolve(VERSION + version), DIRECTORY);
    for (VolumeContent.Entry entry : content.files()) {
      Path file = directory.resolve(entry.path());
      Files.createDirectories(file.getParent(), DIRECTORY);
      Files.write(file, entry.deferred() ? new byte[0] : entry.bytes());
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(entry.permissions()));
    }
    complete = content.files().stream().noneMatch(VolumeContent.Entry::deferred);
    Path link = root.resolve("..data_tmp");
    Files.createSymbolicLink(link, directory.getFileName());
    Files.move(link, root.resolve(DATA), StandardCopyOption.REPLACE_EXISTING);
    link(root, older);
    if (Files.exists(replaced)) {
      FileTrees.delete(replaced);
    }
  }

  /**
   * Has the files that cost something to make filled in; called when somebody looks into the
   * volume.
   */
  @Override
  public synchronized void complete() {
    if (complete || closed) {
      return;
    }
    complete = true;
    Path current = files.orElseThrow().getPath("/", DATA);
    try {
      for (VolumeContent.Entry entry : content.files()) {
        if (entry.deferred()) {
          Files.write(current.resolve(entry.path()), entry.bytes());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void link(Path root, VolumeContent older) throws IOException {
    Set<String> wanted = names(content);
    for (String name : names(older)) {
      if (!wanted.contains(name)) {
        Files.deleteIfExists(root.resolve(name));
      }
    }
    for (String name : wanted) {
      Path link = root.resolve(name);
      if (!Files.isSymbolicLink(link)) {
        Files.createSymbolicLink(link, root.getFileSystem().getPath(DATA, name));
      }
    }
  }

  /** The first part of each file's path. */
  private static Set<String> names(VolumeContent content) {
    Set<String> names = new TreeSet<>();
    content.files().forEach(entry -> names.add(entry.path().split("/", 2)[0]));
    return names;
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      if (files.isPresent()) {
        files.get().close();
      }
      for (FileSystem part : parts) {
        part.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
