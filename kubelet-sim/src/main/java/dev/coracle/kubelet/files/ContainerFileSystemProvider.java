// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.files;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operations on a container's files: each is the mounted file system's own. */
final class ContainerFileSystemProvider extends FileSystemProvider {

  private static final Set<OpenOption> READING =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final ContainerFileSystem files;

  ContainerFileSystemProvider(ContainerFileSystem files) {
    this.files = files;
  }

  private Path real(Path path) {
    return files.real(ContainerPath.of(path));
  }

  /** A path at which somebody looks. */
  private Path looked(Path path) {
    ContainerPath own = ContainerPath.of(path);
    ContainerFileSystem.Mount mount = files.mount(own);
    Path real = files.real(own);
    if (!real.equals(mount.source())) {
      mount.onLook().run();
    }
    return real;
  }

  private Path writable(Path path) throws IOException {
    ContainerPath own = ContainerPath.of(path);
    if (files.mount(own).readOnly()) {
      throw new FileSystemException(path.toString(), null, "Read-only file system");
    }
    return files.real(own);
  }

  /** A path that may go away; what something is mounted on may not. */
  private Path removable(Path path) throws IOException {
    Path real = writable(path);
    if (files.mount(ContainerPath.of(path)).source().equals(real)) {
      throw new FileSystemException(path.toString(), null, "Device or resource busy");
    }
    return real;
  }

  @Override
  public String getScheme() {
    return "container";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    throw new UnsupportedOperationException("file systems of containers come from their Pods");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return files;
  }

  @Override
  public Path getPath(URI uri) {
    return files.getPath(uri.getPath());
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path real = READING.containsAll(options) ? looked(path) : writable(path);
    return Files.newByteChannel(real, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(real(directory))) {
      for (Path entry : stream) {
        Path own = directory.resolve(String.valueOf(entry.getFileName()));
        if (filter.accept(own)) {
          entries.add(own);
        }
      }
    }
    return new Listing(entries);
  }

  private record Listing(List<Path> entries) implements DirectoryStream<Path> {

    @Override
    public java.util.Iterator<Path> iterator() {
      return entries.iterator();
    }

    @Override
    public void close() {}
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    FileAttribute<?>[] modes =
        attributes.length == 0 ? new FileAttribute<?>[] {Volume.DIRECTORY} : attributes;
    Files.createDirectory(writable(directory), modes);
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    Path real = writable(link);
    Files.createSymbolicLink(real, real.getFileSystem().getPath(target.toString()), attributes);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    Files.createLink(writable(link), writable(existing));
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return files.getPath(Files.readSymbolicLink(real(link)).toString());
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(removable(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Files.copy(looked(source), writable(target), options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Files.move(removable(source), writable(target), options);
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    Path first = real(one);
    Path second = real(other);
    return first.getFileSystem() == second.getFileSystem() && Files.isSameFile(first, second);
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return Files.getFileStore(real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    boolean writes = List.of(modes).contains(AccessMode.WRITE);
    Path real = writes ? writable(path) : real(path);
    real.getFileSystem().provider().checkAccess(real, modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return Files.getFileAttributeView(real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return Files.readAttributes(looked(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return Files.readAttributes(looked(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    Files.setAttribute(writable(path), attribute, value, options);
  }
}
