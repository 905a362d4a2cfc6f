// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.file;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Executables;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.syntax.ShellPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The program {@code find}, with the tests that all must hold. */
final class Find {

  private final ShellProcess process;
  private final List<String> args;
  private final List<String> starts = new ArrayList<>();
  private final List<String> executed = new ArrayList<>();
  private Predicate<Path> tests = path -> true;
  private int maxDepth = Integer.MAX_VALUE;
  private int minDepth;
  private String end = "\n";
  private boolean delete;

  private Find(ShellProcess process) {
    this.process = process;
    this.args = process.args();
  }

  static int run(ShellProcess process) throws IOException {
    var find = new Find(process);
    find.read();
    int status = 0;
    for (String start : find.starts.isEmpty() ? List.of(".") : find.starts) {
      status |= find.walk(start);
    }
    return status;
  }

  private void read() throws UsageException {
    int i = 0;
    while (i < args.size() && !args.get(i).matches("[-!(].*")) {
      starts.add(args.get(i++));
    }
    boolean negated = false;
    while (i < args.size()) {
      String option = args.get(i++);
      if (option.equals("!") || option.equals("-not")) {
        negated = true;
        continue;
      }
      if (option.equals("-exec")) {
        i = exec(i);
        continue;
      }
      boolean valued = option.matches("-(name|iname|path|type|maxdepth|mindepth|size|mtime)");
      if (valued && i >= args.size()) {
        throw new UsageException(option + " requires an argument");
      }
      Predicate<Path> test = test(option, valued ? args.get(i++) : "");
      tests = tests.and(negated ? test.negate() : test);
      negated = false;
    }
  }

  private int exec(int start) {
    int i = start;
    while (i < args.size() && !args.get(i).equals(";") && !args.get(i).equals("+")) {
      executed.add(args.get(i++));
    }
    return i + 1;
  }

  private Predicate<Path> test(String option, String value) throws UsageException {
    switch (option) {
      case "-maxdepth" -> maxDepth = Options.number(value);
      case "-mindepth" -> minDepth = Options.number(value);
      case "-delete" -> delete = true;
      case "-print0" -> end = "\0";
      case "-name" -> {
        return path -> ShellPattern.matches(value, name(path));
      }
      case "-path" -> {
        return path -> ShellPattern.matches(value, path.toString());
      }
      case "-type" -> {
        return path -> type(path).equals(value);
      }
      case "-empty" -> {
        return Find::isEmpty;
      }
      case "-print", "-follow", "-L", "-a" -> {
        return path -> true;
      }
      default -> throw new UsageException("unrecognized: " + option);
    }
    return path -> true;
  }

  private int walk(String start) throws IOException {
    Path root = process.path(start);
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      process.error(start + ": " + Errno.NO_ENTRY);
      return 1;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(root, maxDepth)) {
      all = new ArrayList<>(files.toList());
    }
    if (delete) {
      java.util.Collections.reverse(all);
    }
    for (Path path : all) {
      String below = root.relativize(path).toString();
      int depth = below.isEmpty() ? 0 : below.split("/").length;
      if (depth >= minDepth && tests.test(path)) {
        act(path, below.isEmpty() ? start : joined(start, below));
      }
    }
    return 0;
  }

  private void act(Path path, String name) throws IOException {
    if (delete) {
      Files.delete(path);
    } else if (executed.isEmpty()) {
      process.print(name + end);
    } else {
      List<String> command =
          executed.stream().map(word -> word.equals("{}") ? name : word).toList();
      String search = process.env().getOrDefault("PATH", Executables.DEFAULT_PATH);
      Executables.find(process.session(), process.directory(), search, command.get(0))
          .ifPresent(program -> process.with(command, process.env()).executeApart(program));
    }
  }

  private static String joined(String start, String below) {
    return start.endsWith("/") ? start + below : start + "/" + below;
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "/" : name.toString();
  }

  private static String type(Path path) {
    if (Files.isSymbolicLink(path)) {
      return "l";
    }
    return Files.isDirectory(path) ? "d" : "f";
  }

  private static boolean isEmpty(Path path) {
    try (Stream<Path> children =
        Files.isDirectory(path) ? Files.list(path) : Stream.<Path>empty()) {
      return children.findAny().isEmpty() && (Files.isDirectory(path) || Files.size(path) == 0);
    } catch (IOException e) {
      return false;
    }
  }
}
