// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.file;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The program {@code find}: walks trees and asks its expression about each file. */
final class Find {

  private final ShellProcess process;
  private final FindExpression expression;
  private int status;

  private Find(ShellProcess process, FindExpression expression) {
    this.process = process;
    this.expression = expression;
  }

  static int run(ShellProcess process) throws IOException {
    List<String> args = process.args();
    int at = 0;
    boolean follows = false;
    while (at < args.size() && args.get(at).matches("-[LHP]")) {
      follows = args.get(at++).equals("-L");
    }
    var starts = new ArrayList<String>();
    while (at < args.size() && !args.get(at).matches("[-!(].*")) {
      starts.add(args.get(at++));
    }
    var expression = FindParser.parse(process, args.subList(at, args.size()), follows);
    var find = new Find(process, expression);
    for (String start : starts.isEmpty() ? List.of(".") : starts) {
      find.walk(start);
    }
    return find.status | expression.finish();
  }

  private void walk(String start) throws IOException {
    Path root = process.path(start);
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      process.error(start + ": " + Errno.NO_ENTRY);
      status = 1;
      return;
    }
    visit(root, start, 0);
  }

  private void visit(Path path, String name, int depth) throws IOException {
    process.task().check();
    var file = new FindExpression.File(path, name, depth, expression.follows());
    boolean prunes = false;
    if (!expression.depthFirst()) {
      prunes = ask(file);
    }
    boolean enters =
        !prunes && depth < expression.maxDepth() && file.isDirectory() && !expression.hasQuit();
    if (enters) {
      for (Path child : children(path)) {
        if (expression.hasQuit()) {
          return;
        }
        String base = String.valueOf(child.getFileName());
        visit(child, name.endsWith("/") ? name + base : name + "/" + base, depth + 1);
      }
    }
    if (expression.depthFirst()) {
      ask(file);
    }
  }

  /** Asks about a file; whether it is not to be entered. */
  private boolean ask(FindExpression.File file) throws IOException {
    return file.depth() >= expression.minDepth() && expression.ask(file);
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }
}
