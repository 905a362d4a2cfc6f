// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.file;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.FileMode;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The program {@code tar}, by which {@code kubectl cp} copies. */
final class Tar {

  private static final Map<String, Character> NAMES =
      Map.of(
          "create",
          'c',
          "extract",
          'x',
          "list",
          't',
          "file",
          'f',
          "directory",
          'C',
          "gzip",
          'z',
          "verbose",
          'v',
          "no-same-permissions",
          'P',
          "no-same-owner",
          'o',
          "to-stdout",
          'O');

  private final ShellProcess process;
  private final Options options;
  private final Path directory;

  private Tar(ShellProcess process, Options options) throws IOException {
    this.process = process;
    this.options = options;
    this.directory = process.path(options.value('C').orElse("."));
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "can't change directory to '" + options.value('C').orElse(".") + "': " + Errno.NO_ENTRY);
    }
  }

  static int run(ShellProcess process) throws IOException {
    List<String> arguments = new ArrayList<>(process.args());
    if (!arguments.isEmpty() && !arguments.get(0).startsWith("-")) {
      arguments.set(0, "-" + arguments.get(0));
    }
    Options options = Options.parse(arguments, "cxtvzf:C:mpohkPO", NAMES);
    Tar tar = new Tar(process, options);
    if (options.has('c')) {
      return tar.create();
    }
    if (options.has('x') || options.has('t')) {
      return tar.read();
    }
    throw new UsageException("must specify one of -c, -x, or -t");
  }

  private int create() throws IOException {
    if (options.operands().isEmpty()) {
      process.error("empty archive");
      return 1;
    }
    boolean allThere = true;
    try (OutputStream out = output()) {
      for (String name : options.operands()) {
        allThere &= add(name, out);
      }
      TarEntry.writeEnd(out);
    }
    if (!allThere) {
      process.error("error exit delayed from previous errors");
    }
    return allThere ? 0 : 1;
  }

  private OutputStream output() throws IOException {
    String file = options.value('f').orElse("-");
    OutputStream out = process.files().write(file.equals("-") ? "/dev/stdout" : file, false);
    return options.has('z') ? new GZIPOutputStream(out) : out;
  }

  private boolean add(String name, OutputStream out) throws IOException {
    Path source = directory.resolve(name);
    if (!Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
      process.error(name + ": " + Errno.NO_ENTRY);
      return false;
    }
    if (name.startsWith("/")) {
      process.error("removing leading '/' from member names");
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(source)) {
      all = files.sorted().toList();
    }
    for (Path path : all) {
      String below = source.relativize(path).toString();
      String member = below.isEmpty() ? name : name.replaceFirst("/*$", "/") + below;
      add(member.replaceFirst("^/+", ""), path, out);
    }
    return true;
  }

  private void add(String member, Path path, OutputStream out) throws IOException {
    process.task().check();
    boolean link = Files.isSymbolicLink(path) && !options.has('h');
    boolean isDirectory = !link && Files.isDirectory(path);
    byte[] content = link || isDirectory ? new byte[0] : Files.readAllBytes(path);
    String name = isDirectory && !member.endsWith("/") ? member + "/" : member;
    new TarEntry(
            name,
            link ? TarEntry.SYMBOLIC_LINK : isDirectory ? TarEntry.DIRECTORY : TarEntry.FILE,
            link ? 0777 : FileMode.bits(Files.getPosixFilePermissions(path)),
            content.length,
            Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant().getEpochSecond(),
            link ? Files.readSymbolicLink(path).toString() : "")
        .writeTo(out);
    out.write(content);
    out.write(new byte[TarEntry.padding(content.length)]);
    tell(name);
  }

  // The list goes where the archive does not.
  private void tell(String member) throws IOException {
    if (!options.has('v')) {
      return;
    }
    if (options.has('c') && options.value('f').orElse("-").equals("-")) {
      process.printError(member + "\n");
    } else {
      process.println(member);
    }
  }

  private int read() throws IOException {
    try (InputStream in = input()) {
      Optional<TarEntry> entry = TarEntry.read(in);
      while (entry.isPresent()) {
        process.task().check();
        read(entry.get(), in);
        in.skipNBytes(TarEntry.padding(entry.get().size()));
        entry = TarEntry.read(in);
      }
      // A client that still sends the end of its archive must not find the pipe closed.
      in.transferTo(OutputStream.nullOutputStream());
      return 0;
    }
  }

  private InputStream input() throws IOException {
    String file = options.value('f').orElse("-");
    try {
      InputStream in = process.files().read(file.equals("-") ? "/dev/stdin" : file);
      return options.has('z') ? new GZIPInputStream(in) : in;
    } catch (FileSystemException e) {
      throw new IOException("can't open '" + file + "': " + Errno.text(e), e);
    }
  }

  private void read(TarEntry entry, InputStream in) throws IOException {
    byte[] content = in.readNBytes((int) entry.size());
    if (content.length < entry.size()) {
      throw new IOException("short read");
    }
    if (!wanted(entry.name())) {
      return;
    }
    if (options.has('t')) {
      process.println(entry.name());
    } else if (options.has('O')) {
      process.out().write(content);
    } else {
      tell(entry.name());
      extract(entry, content);
    }
  }

  private boolean wanted(String member) {
    return options.operands().isEmpty()
        || options.operands().stream()
            .map(name -> name.replaceFirst("/+$", ""))
            .anyMatch(name -> member.equals(name) || member.startsWith(name + "/"));
  }

  private void extract(TarEntry entry, byte[] content) throws IOException {
    String name = entry.name().replaceFirst("^/+", "");
    if (List.of(name.split("/")).contains("..")) {
      process.error("skipping unsafe name '" + entry.name() + "'");
      return;
    }
    Path path = directory.resolve(name).normalize();
    try {
      write(entry, content, path);
    } catch (FileSystemException | java.nio.file.ReadOnlyFileSystemException e) {
      throw new IOException("can't open '" + name + "': " + Errno.text(e), e);
    }
  }

  private void write(TarEntry entry, byte[] content, Path path) throws IOException {
    if (entry.type() == TarEntry.DIRECTORY) {
      Files.createDirectories(path);
    } else {
      Files.createDirectories(path.getParent());
      Files.deleteIfExists(path);
      if (entry.type() == TarEntry.SYMBOLIC_LINK) {
        Files.createSymbolicLink(path, path.getFileSystem().getPath(entry.link()));
        return;
      }
      Files.copy(
          new java.io.ByteArrayInputStream(content), path, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setPosixFilePermissions(path, FileMode.permissions(entry.mode()));
    if (!options.has('m')) {
      Instant time = Instant.ofEpochSecond(entry.modifiedSeconds());
      Files.setLastModifiedTime(path, FileTime.from(time));
    }
  }
}
