// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.files;

import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Iterator;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A path of a container, computed as a path of its root. */
final class ContainerPath implements Path {

  private final ContainerFileSystem files;
  private final Path inRoot;

  ContainerPath(ContainerFileSystem files, Path inRoot) {
    this.files = files;
    this.inRoot = inRoot;
  }

  static ContainerPath of(Path path) {
    if (path instanceof ContainerPath own) {
      return own;
    }
    throw new ProviderMismatchException(path + " (expected: a path of a container)");
  }

  Path inRoot() {
    return inRoot;
  }

  private ContainerPath wrap(Path other) {
    return new ContainerPath(files, other);
  }

  private @Nullable ContainerPath wrapIfAny(@Nullable Path other) {
    return other == null ? null : wrap(other);
  }

  @Override
  public ContainerFileSystem getFileSystem() {
    return files;
  }

  @Override
  public boolean isAbsolute() {
    return inRoot.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return wrapIfAny(inRoot.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return wrapIfAny(inRoot.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return wrapIfAny(inRoot.getParent());
  }

  @Override
  public int getNameCount() {
    return inRoot.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return wrap(inRoot.getName(index));
  }

  @Override
  public Path subpath(int begin, int end) {
    return wrap(inRoot.subpath(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof ContainerPath own && inRoot.startsWith(own.inRoot);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof ContainerPath own && inRoot.endsWith(own.inRoot);
  }

  @Override
  public Path normalize() {
    return wrap(inRoot.normalize());
  }

  @Override
  public ContainerPath resolve(Path other) {
    return wrap(inRoot.resolve(of(other).inRoot));
  }

  @Override
  public ContainerPath resolve(String other) {
    return wrap(inRoot.resolve(other));
  }

  @Override
  public Path relativize(Path other) {
    return wrap(inRoot.relativize(of(other).inRoot));
  }

  @Override
  public URI toUri() {
    return URI.create("container://" + toAbsolutePath());
  }

  @Override
  public ContainerPath toAbsolutePath() {
    return wrap(inRoot.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    ContainerFileSystem.Mount mount = files.mount(this);
    return files.place(mount, files.real(this).toRealPath(options));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("watching files of a container (not implemented)");
  }

  @Override
  public Iterator<Path> iterator() {
    return StreamSupport.stream(inRoot.spliterator(), false).<Path>map(this::wrap).iterator();
  }

  @Override
  public int compareTo(Path other) {
    return inRoot.compareTo(of(other).inRoot);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ContainerPath that && files == that.files && inRoot.equals(that.inRoot);
  }

  @Override
  public int hashCode() {
    return inRoot.hashCode();
  }

  @Override
  public String toString() {
    return inRoot.toString();
  }
}
