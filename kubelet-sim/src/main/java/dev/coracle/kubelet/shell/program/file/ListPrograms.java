// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.file;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Executables;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.syntax.DateFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Programs that say what files there are. */
final class ListPrograms {

  private ListPrograms() {}

  static void addTo(Map<String, Program> programs) {
    programs.put("ls", ListPrograms::ls);
    programs.put("du", ListPrograms::du);
    programs.put("df", ListPrograms::df);
    programs.put("mount", ListPrograms::mount);
  }

  private static int ls(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "la1AdRhnitrSFLopsgxCcuwH");
    List<String> names = options.operands().isEmpty() ? List.of(".") : options.operands();
    int status = 0;
    var files = new ArrayList<String>();
    var directories = new ArrayList<String>();
    for (String name : names) {
      Path path = process.path(name);
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        process.error(name + ": " + Errno.NO_ENTRY);
        status = 1;
      } else if (Files.isDirectory(path) && !options.has('d')) {
        directories.add(name);
      } else {
        files.add(name);
      }
    }
    for (String name : files) {
      print(process, options, process.path(name), name);
    }
    boolean titled = names.size() > 1 || options.has('R');
    boolean first = files.isEmpty();
    for (String name : directories) {
      directory(process, options, name, titled, first);
      first = false;
    }
    return status;
  }

  private static void directory(
      ShellProcess process, Options options, String name, boolean titled, boolean first)
      throws IOException {
    if (titled) {
      process.print((first ? "" : "\n") + name + ":\n");
    }
    Path directory = process.path(name);
    List<Path> children = children(directory, options);
    if (options.has('l')) {
      process.println("total " + children.size() * 4);
    }
    if (options.has('a')) {
      print(process, options, directory, ".");
      print(process, options, parent(directory), "..");
    }
    for (Path child : children) {
      print(process, options, child, String.valueOf(child.getFileName()));
    }
    if (options.has('R')) {
      for (Path child : children) {
        if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          directory(process, options, name + "/" + child.getFileName(), true, false);
        }
      }
    }
  }

  private static Path parent(Path directory) {
    Path parent = directory.toAbsolutePath().normalize().getParent();
    return parent == null ? directory : parent;
  }

  private static List<Path> children(Path directory, Options options) throws IOException {
    boolean hidden = options.has('a') || options.has('A');
    Comparator<Path> order = Comparator.comparing(path -> path.getFileName().toString());
    if (options.has('t')) {
      order = Comparator.comparing(ListPrograms::modified).reversed().thenComparing(order);
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(path -> hidden || !path.getFileName().toString().startsWith("."))
          .sorted(options.has('r') ? order.reversed() : order)
          .toList();
    }
  }

  private static long modified(Path path) {
    try {
      return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }

  private static void print(ShellProcess process, Options options, Path path, String name)
      throws IOException {
    if (!options.has('l') && !options.has('n') && !options.has('o')) {
      String size = options.has('s') ? "%6d ".formatted(blocks(path)) : "";
      process.println(size + name + mark(path, options));
      return;
    }
    var time = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    boolean numeric = options.has('n');
    String line =
        "%s %4d %-8s %-8s %9d %s %s"
            .formatted(
                mode(path),
                Files.isDirectory(path) ? 2 : 1,
                numeric ? "0" : "root",
                numeric ? "0" : "root",
                Files.isDirectory(path) ? 4096 : sizeOf(path),
                DateFormat.format(time, "%b %e %H:%M"),
                name);
    boolean link = Files.isSymbolicLink(path);
    process.println(link ? line + " -> " + Files.readSymbolicLink(path) : line);
  }

  /** In units of 1024 bytes, of which a file has four at least. */
  private static long blocks(Path path) throws IOException {
    return Files.isDirectory(path) ? 4 : (sizeOf(path) + 4095) / 4096 * 4;
  }

  private static String mark(Path path, Options options) throws IOException {
    boolean all = options.has('F');
    if (Files.isSymbolicLink(path)) {
      return all ? "@" : "";
    }
    if (Files.isDirectory(path)) {
      return all || options.has('p') ? "/" : "";
    }
    return all && Executables.isExecutable(path) ? "*" : "";
  }

  private static long sizeOf(Path path) throws IOException {
    return Files.isSymbolicLink(path)
        ? Files.readSymbolicLink(path).toString().length()
        : Files.size(path);
  }

  /** {@code drwxr-xr-x}. */
  static String mode(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "lrwxrwxrwx";
    }
    boolean directory = Files.isDirectory(path);
    try {
      String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
      return (directory ? "d" : "-") + permissions;
    } catch (UnsupportedOperationException e) {
      return directory ? "drwxr-xr-x" : "-rw-r--r--";
    }
  }

  private static int du(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "shkamcd:");
    for (String name : options.operands().isEmpty() ? List.of(".") : options.operands()) {
      long bytes = 0;
      for (Path file : FilePrograms.descending(process.path(name))) {
        bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
      }
      process.println((bytes + 1023) / 1024 + "\t" + name);
    }
    return 0;
  }

  private static int df(ShellProcess process) throws IOException {
    process.println("Filesystem           1K-blocks      Used Available Use% Mounted on");
    process.println("overlay               10485760         0  10485760   0% /");
    return 0;
  }

  private static int mount(ShellProcess process) throws IOException {
    if (!process.args().isEmpty()) {
      process.error("permission denied (are you root?)");
      return 1;
    }
    Path mounts = process.path("/proc/mounts");
    process.print(
        Files.exists(mounts) ? Files.readString(mounts) : "overlay on / type overlay (rw)\n");
    return 0;
  }
}
