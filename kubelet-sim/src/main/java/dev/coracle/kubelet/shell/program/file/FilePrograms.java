// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.file;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.FileMode;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ProcessEnd;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Programs that make, remove and mark files. */
public final class FilePrograms {

  private FilePrograms() {}

  /** Adds each by its name. */
  public static void addTo(Map<String, Program> programs) {
    programs.put("touch", Touch::run);
    programs.put("unlink", FilePrograms::unlink);
    programs.put("mkdir", FilePrograms::mkdir);
    programs.put("rmdir", FilePrograms::rmdir);
    programs.put("rm", FilePrograms::rm);
    programs.put("chmod", FilePrograms::chmod);
    programs.put("chown", process -> owner(process));
    programs.put("chgrp", process -> owner(process));
    programs.put("truncate", FilePrograms::truncate);
    programs.put("mktemp", FilePrograms::mktemp);
    programs.put("readlink", FilePrograms::readlink);
    programs.put("realpath", FilePrograms::realpath);
    programs.put("find", Find::run);
    programs.put("stat", Stat::run);
    programs.put("tar", Tar::run);
    CopyPrograms.addTo(programs);
    ListPrograms.addTo(programs);
  }

  /** Does something to one file. */
  @FunctionalInterface
  interface Action {
    void apply(Path path) throws IOException;
  }

  // Busybox names the file and the reason; each program has its own words before them.
  static int each(ShellProcess process, List<String> names, String prefix, Action action)
      throws IOException {
    if (names.isEmpty()) {
      throw new UsageException("missing operand");
    }
    int status = 0;
    for (String name : names) {
      try {
        action.apply(process.path(name));
      } catch (IOException | RuntimeException e) {
        if (e instanceof ProcessEnd end) {
          throw end;
        }
        process.error(prefix.formatted(name) + ": " + Errno.text(e));
        status = 1;
      }
    }
    return status;
  }

  private static int mkdir(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "pvm:", Map.of("parents", 'p', "mode", 'm'));
    return each(
        process,
        options.operands(),
        "can't create directory '%s'",
        path -> {
          create(process, path, options.has('p'), options.has('v'));
          if (options.value('m').isPresent()) {
            setMode(path, options.value('m').get());
          }
        });
  }

  private static void create(ShellProcess process, Path path, boolean parents, boolean verbose)
      throws IOException {
    if (parents && Files.isDirectory(path)) {
      return;
    }
    Path parent = path.getParent();
    if (parents && parent != null) {
      create(process, parent, true, verbose);
    }
    Files.createDirectory(path);
    FileMode.set(path, 0777 & ~process.umask());
    if (verbose) {
      process.println("created directory: '" + process.directory().relativize(path) + "'");
    }
  }

  private static int rmdir(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "p", Map.of("parents", 'p'));
    var names = new ArrayList<String>();
    for (String name : options.operands()) {
      String bare = name.replaceFirst("(?<=.)/+$", "");
      names.add(bare);
      while (options.has('p') && bare.lastIndexOf('/') > 0) {
        bare = bare.substring(0, bare.lastIndexOf('/'));
        names.add(bare);
      }
    }
    return each(process, names, "'%s'", Files::delete);
  }

  private static int unlink(ShellProcess process) throws IOException {
    return each(process, process.args(), "can't remove file '%s'", Files::delete);
  }

  private static int rm(ShellProcess process) throws IOException {
    Options options =
        Options.parse(process.args(), "rRfvi", Map.of("recursive", 'r', "force", 'f'));
    if (options.operands().isEmpty() && options.has('f')) {
      return 0;
    }
    boolean recursive = options.has('r') || options.has('R');
    int status = 0;
    for (String name : options.operands()) {
      Path path = process.path(name);
      boolean missing = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
      if (missing && options.has('f')) {
        continue;
      }
      if (!recursive && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        process.error("'" + name + "' is a directory");
        status = 1;
        continue;
      }
      int failed = each(process, List.of(name), "can't remove '%s'", FilePrograms::delete);
      if (failed == 0 && options.has('v')) {
        process.println("removed '" + name + "'");
      }
      status |= failed;
    }
    return status;
  }

  private static void delete(Path path) throws IOException {
    for (Path one : descending(path)) {
      Files.delete(one);
    }
  }

  /** The file and all below it, the deepest first. */
  static List<Path> descending(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(path.toString());
    }
    try (Stream<Path> all = Files.walk(path)) {
      var files = new ArrayList<>(all.toList());
      java.util.Collections.reverse(files);
      return files;
    }
  }

  private static int chmod(ShellProcess process) throws IOException {
    var args = new ArrayList<>(process.args());
    boolean recursive = args.removeIf(argument -> argument.equals("-R"));
    args.removeIf(argument -> argument.matches("-[vcf]"));
    if (args.size() < 2) {
      throw new UsageException("missing operand");
    }
    return each(
        process,
        args.subList(1, args.size()),
        "%s",
        path -> {
          for (Path one : recursive ? descending(path) : List.of(path)) {
            setMode(one, args.get(0));
          }
        });
  }

  private static void setMode(Path path, String mode) throws IOException {
    if (mode.matches("[0-7]{1,4}")) {
      int bits = Integer.parseInt(mode, 8);
      FileMode.set(path, bits);
      return;
    }
    int bits = FileMode.of(path);
    for (String clause : mode.split(",")) {
      bits = symbolic(bits, clause);
    }
    FileMode.set(path, bits);
  }

  private static int symbolic(int bits, String clause) throws IOException {
    var matcher = java.util.regex.Pattern.compile("([ugoa]*)([-+=])([rwxXst]*)").matcher(clause);
    if (!matcher.matches()) {
      throw new UsageException("invalid mode '" + clause + "'");
    }
    String who = matcher.group(1).isEmpty() ? "a" : matcher.group(1);
    int mask = 0;
    for (int at = 0; at < matcher.group(3).toLowerCase(java.util.Locale.ROOT).length(); at++) {
      char c = matcher.group(3).toLowerCase(java.util.Locale.ROOT).charAt(at);
      mask |= c == 'r' ? 4 : c == 'w' ? 2 : c == 'x' ? 1 : 0;
    }
    int all = 0;
    int scope = 0;
    for (int at = 0; at < who.length(); at++) {
      char c = who.charAt(at);
      all |= c == 'a' ? mask * 0111 : c == 'u' ? mask << 6 : c == 'g' ? mask << 3 : mask;
      scope |= c == 'a' ? 0777 : c == 'u' ? 0700 : c == 'g' ? 070 : 7;
    }
    return switch (matcher.group(2)) {
      case "+" -> bits | all;
      case "-" -> bits & ~all;
      default -> (bits & ~scope) | all;
    };
  }

  private static int owner(ShellProcess process) throws IOException {
    List<String> operands =
        process.args().stream().filter(argument -> !argument.startsWith("-")).toList();
    if (operands.size() < 2) {
      throw new UsageException("missing operand");
    }
    // Owners are not kept: every file belongs to whoever runs the container.
    return each(
        process,
        operands.subList(1, operands.size()),
        "%s",
        path -> {
          if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(path.toString());
          }
        });
  }

  private static int truncate(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "cs:", Map.of("size", 's'));
    int size = (int) CopyPrograms.size(options.value('s').orElse("0"));
    return each(
        process,
        options.operands(),
        "%s",
        path -> {
          byte[] content = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
          Files.write(path, java.util.Arrays.copyOf(content, size));
        });
  }

  private static int mktemp(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "dqup:t");
    String directory = options.value('p').orElse("/tmp");
    String template = options.operands().stream().findFirst().orElse(directory + "/tmp.XXXXXX");
    var name = new StringBuilder(template);
    for (int i = name.length() - 1; i >= 0 && name.charAt(i) == 'X'; i--) {
      name.setCharAt(i, (char) ('a' + process.session().random().nextInt(26)));
    }
    Path path = process.path(name.toString());
    if (path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    if (options.has('d')) {
      Files.createDirectory(path);
    } else {
      Files.createFile(path);
    }
    process.println(name.toString());
    return 0;
  }

  private static int readlink(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "fnevm");
    if (options.has('f')) {
      return realpath(process);
    }
    int status = 0;
    for (String name : options.operands()) {
      Path path = process.path(name);
      if (Files.isSymbolicLink(path)) {
        process.println(Files.readSymbolicLink(path).toString());
      } else {
        status = 1;
      }
    }
    return status;
  }

  private static int realpath(ShellProcess process) throws IOException {
    List<String> names =
        process.args().stream().filter(argument -> !argument.startsWith("-")).toList();
    return each(process, names, "%s", path -> process.println(path.toRealPath().toString()));
  }
}
