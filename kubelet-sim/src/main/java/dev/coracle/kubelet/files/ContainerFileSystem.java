// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.files;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/**
 * The file system of a container: its root, with volumes mounted into it. Path algebra is the
 * root's; each operation goes to the file system that the path is mounted from.
 */
public final class ContainerFileSystem extends FileSystem {

  /**
   * A directory or file of another file system at a place in this one.
   *
   * @param at the absolute, normalized place
   * @param onLook called before somebody looks at what is below it
   */
  public record Mount(String at, Path source, boolean readOnly, Runnable onLook) {

    boolean holds(String path) {
      return path.equals(at) || path.startsWith(at.equals("/") ? at : at + "/");
    }
  }

  private final FileSystem root;
  private final List<Mount> mounts;
  private final ContainerFileSystemProvider provider;

  /**
   * A file system over a root that holds a directory for each mount.
   *
   * @param mounts the one whose place is the longest counts
   */
  public ContainerFileSystem(FileSystem root, List<Mount> mounts, boolean readOnlyRoot) {
    this.root = root;
    this.mounts =
        java.util.stream.Stream.concat(
                mounts.stream(),
                java.util.stream.Stream.of(
                    new Mount("/", root.getPath("/"), readOnlyRoot, () -> {})))
            .sorted(java.util.Comparator.comparingInt((Mount m) -> -m.at().length()))
            .toList();
    this.provider = new ContainerFileSystemProvider(this);
  }

  /** The mount that a path belongs to. */
  Mount mount(ContainerPath path) {
    String place = path.toAbsolutePath().normalize().toString();
    return mounts.stream().filter(m -> m.holds(place)).findFirst().orElseThrow();
  }

  /** Where a path really is. */
  Path real(ContainerPath path) {
    String place = path.toAbsolutePath().normalize().toString();
    Mount mount = mount(path);
    String rest = place.substring(mount.at().length());
    String relative = rest.startsWith("/") ? rest.substring(1) : rest;
    return relative.isEmpty() ? mount.source() : mount.source().resolve(relative);
  }

  /** The place of a real path below a mount. */
  ContainerPath place(Mount mount, Path real) {
    String relative = mount.source().relativize(real).toString();
    ContainerPath at = path(root.getPath(mount.at()));
    return relative.isEmpty() ? at : at.resolve(relative);
  }

  ContainerPath path(Path inRoot) {
    return new ContainerPath(this, inRoot);
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() throws IOException {
    root.close();
  }

  @Override
  public boolean isOpen() {
    return root.isOpen();
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(path(root.getPath("/")));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return root.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return root.supportedFileAttributeViews();
  }

  @Override
  public ContainerPath getPath(String first, String... more) {
    return path(root.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = root.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(ContainerPath.of(path).inRoot());
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return root.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() throws IOException {
    throw new UnsupportedOperationException("watching files of a container (not implemented)");
  }
}
