// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.file;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.FileMode;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Programs that copy, move and link files. */
final class CopyPrograms {

  private CopyPrograms() {}

  static void addTo(Map<String, Program> programs) {
    programs.put("cp", CopyPrograms::cp);
    programs.put("mv", CopyPrograms::mv);
    programs.put("ln", CopyPrograms::ln);
    programs.put("link", CopyPrograms::link);
    programs.put("dd", CopyPrograms::dd);
  }

  /** Takes one file to its target. */
  @FunctionalInterface
  private interface Action {
    void apply(Path source, Path target) throws IOException;
  }

  private static int cp(ShellProcess process) throws IOException {
    Options options =
        Options.parse(
            process.args(),
            "rRafpvdLHPTniu",
            Map.of("recursive", 'r', "archive", 'a', "parents", 'P', "no-clobber", 'n'));
    boolean recursive = options.has('r') || options.has('R') || options.has('a');
    boolean keepsLinks = options.has('P') || options.has('d') || options.has('a');
    boolean followsLinks = !keepsLinks && (!recursive || options.has('L'));
    boolean keepsTimes = options.has('p') || options.has('a');
    return each(
        process,
        options,
        (source, target) -> copyTree(source, target, followsLinks, keepsTimes),
        recursive,
        "can't stat '%s'");
  }

  private static void copyTree(Path source, Path target, boolean followsLinks, boolean keepsTimes)
      throws IOException {
    List<Path> all;
    try (Stream<Path> files =
        followsLinks ? Files.walk(source, FileVisitOption.FOLLOW_LINKS) : Files.walk(source)) {
      all = files.toList();
    }
    for (Path file : all) {
      Path copy = file.equals(source) ? target : target.resolve(source.relativize(file).toString());
      boolean link = !followsLinks && Files.isSymbolicLink(file);
      if (link) {
        Files.deleteIfExists(copy);
        Files.createSymbolicLink(copy, Files.readSymbolicLink(file));
        continue;
      }
      boolean isNew = !Files.exists(copy);
      if (Files.isDirectory(file)) {
        Files.createDirectories(copy);
      } else {
        Files.write(copy, Files.readAllBytes(file));
      }
      if (isNew || keepsTimes) {
        FileMode.set(copy, FileMode.of(file));
      }
      if (keepsTimes) {
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(file));
      }
    }
  }

  private static int mv(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "fvinT");
    return each(
        process,
        options,
        (source, target) -> Files.move(source, target, StandardCopyOption.REPLACE_EXISTING),
        true,
        "can't rename '%s'");
  }

  private static int each(
      ShellProcess process, Options options, Action action, boolean takesDirectories, String prefix)
      throws IOException {
    List<String> operands = options.operands();
    if (operands.size() < 2) {
      throw new UsageException("missing file operand");
    }
    boolean verbose = options.has('v');
    String last = operands.get(operands.size() - 1);
    boolean into = Files.isDirectory(process.path(last)) && !options.has('T');
    if (operands.size() > 2 && !into) {
      process.error("target '" + last + "' is not a directory");
      return 1;
    }
    int status = 0;
    for (String name : operands.subList(0, operands.size() - 1)) {
      Path source = process.path(name);
      String target = into ? joined(last, source.getFileName()) : last;
      if (!Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
        process.error(prefix.formatted(name) + ": " + Errno.NO_ENTRY);
        status = 1;
        continue;
      }
      if (Files.isDirectory(source) && !takesDirectories) {
        process.error("omitting directory '" + name + "'");
        status = 1;
        continue;
      }
      if (options.has('n') && Files.exists(process.path(target), LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      if (isSame(source, process.path(target))) {
        process.error("'" + name + "' and '" + target + "' are the same file");
        status = 1;
        continue;
      }
      try {
        action.apply(source, process.path(target));
        if (verbose) {
          String verb = process.shortName().equals("mv") ? "renamed " : "";
          process.println(verb + "'" + name + "' -> '" + target + "'");
        }
      } catch (FileSystemException | java.nio.file.ReadOnlyFileSystemException e) {
        process.error("can't create '" + target + "': " + Errno.text(e));
        status = 1;
      }
    }
    return status;
  }

  private static boolean isSame(Path source, Path target) throws IOException {
    return !Files.isSymbolicLink(source)
        && Files.exists(target)
        && Files.isSameFile(source, target);
  }

  private static int link(ShellProcess process) throws IOException {
    if (process.args().size() != 2) {
      throw new UsageException("missing operand");
    }
    String name = process.args().get(0);
    String link = process.args().get(1);
    try {
      Files.createLink(process.path(link), process.path(name));
      return 0;
    } catch (FileSystemException e) {
      process.error("can't create link '" + link + "' to '" + name + "': " + Errno.text(e));
      return 1;
    }
  }

  private static String joined(String directory, Path name) {
    return directory.endsWith("/") ? directory + name : directory + "/" + name;
  }

  private static int ln(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "sfnvT");
    List<String> operands = options.operands();
    if (operands.isEmpty()) {
      throw new UsageException("missing file operand");
    }
    String source = operands.get(0);
    Path name = process.path(source).getFileName();
    Path target = process.path(operands.size() > 1 ? operands.get(1) : String.valueOf(name));
    if (Files.isDirectory(target) && !options.has('n')) {
      target = target.resolve(String.valueOf(name));
    }
    if (options.has('f')) {
      Files.deleteIfExists(target);
    }
    try {
      if (options.has('s')) {
        Files.createSymbolicLink(target, process.directory().getFileSystem().getPath(source));
      } else {
        Files.createLink(target, process.path(source));
      }
      return 0;
    } catch (FileSystemException e) {
      process.error(target + ": " + Errno.text(e));
      return 1;
    }
  }

  private static int dd(ShellProcess process) throws IOException {
    var settings = new HashMap<String, String>();
    for (String argument : process.args()) {
      String[] pair = argument.split("=", 2);
      settings.put(pair[0], pair.length > 1 ? pair[1] : "");
    }
    long blockSize = size(settings.getOrDefault("bs", "512"));
    long blocks = settings.containsKey("count") ? size(settings.get("count")) : Long.MAX_VALUE;
    long skip = size(settings.getOrDefault("skip", "0"));
    long total = 0;
    try (InputStream in = process.files().read(settings.getOrDefault("if", "/dev/stdin"));
        OutputStream out =
            process.files().write(settings.getOrDefault("of", "/dev/stdout"), false)) {
      in.skipNBytes(skip * blockSize);
      byte[] block = new byte[(int) blockSize];
      long done = 0;
      while (done < blocks) {
        process.task().check();
        int count = in.readNBytes(block, 0, block.length);
        out.write(block, 0, count);
        total += count;
        done++;
        if (count < block.length) {
          break;
        }
      }
    }
    if (!settings.getOrDefault("status", "").equals("none")) {
      long full = total / blockSize;
      String records = full + "+" + (total % blockSize == 0 ? 0 : 1) + " records ";
      process.printError(
          records + "in\n" + records + "out\n" + total + " bytes copied, 0.000000 seconds\n");
    }
    return 0;
  }

  /** {@code 512}, {@code 4k}, {@code 1M}. */
  static long size(String text) throws UsageException {
    var matcher = java.util.regex.Pattern.compile("([0-9]{1,12})([cwbkKmMgG]?)B?").matcher(text);
    if (!matcher.matches()) {
      throw new UsageException("invalid number '" + text + "'");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "b" -> number * 512;
      case "k", "K" -> number << 10;
      case "m", "M" -> number << 20;
      case "g", "G" -> number << 30;
      default -> number;
    };
  }
}
