// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Input;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.syntax.RegexSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The program {@code grep}. */
final class Grep {

  private static final Map<String, Character> NAMES =
      Map.of(
          "quiet",
          'q',
          "silent",
          'q',
          "invert-match",
          'v',
          "ignore-case",
          'i',
          "count",
          'c',
          "max-count",
          'm',
          "extended-regexp",
          'E',
          "line-regexp",
          'x',
          "only-matching",
          'o',
          "recursive",
          'r');

  private final ShellProcess process;
  private final Options options;
  private final List<Pattern> patterns;
  private boolean found;

  private Grep(ShellProcess process, Options options, List<Pattern> patterns) {
    this.process = process;
    this.options = options;
    this.patterns = patterns;
  }

  static int run(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "qvEFixcnolLsrRwhHm:e:f:A:B:C:P", NAMES);
    var files = new ArrayList<>(options.operands());
    var expressions = new ArrayList<>(options.values('e'));
    for (String file : options.values('f')) {
      expressions.addAll(Files.readAllLines(process.path(file)));
    }
    if (expressions.isEmpty() && !options.has('f')) {
      if (files.isEmpty()) {
        throw new UsageException("usage: grep [-qvEFixcno] PATTERN [FILE]...");
      }
      expressions.add(files.remove(0));
    }
    boolean extended = options.has('E') || options.has('P') || process.shortName().equals("egrep");
    boolean fixed = options.has('F') || process.shortName().equals("fgrep");
    var patterns = new ArrayList<Pattern>();
    for (String expression : expressions) {
      for (String line : expression.split("\n", -1)) {
        patterns.add(pattern(line, options, extended, fixed));
      }
    }
    return new Grep(process, options, patterns).search(files);
  }

  private static Pattern pattern(
      String expression, Options options, boolean extended, boolean fixed) {
    Pattern plain =
        fixed
            ? Pattern.compile(
                Pattern.quote(expression), options.has('i') ? Pattern.CASE_INSENSITIVE : 0)
            : RegexSyntax.compile(expression, extended, options.has('i'));
    return options.has('w')
        ? Pattern.compile("(?<![\\w])(?:" + plain.pattern() + ")(?![\\w])", plain.flags())
        : plain;
  }

  private int search(List<String> names) throws IOException, InterruptedException {
    List<String> files = options.has('r') || options.has('R') ? below(names) : names;
    boolean titled =
        (files.size() > 1 || options.has('r') || options.has('H')) && !options.has('h');
    int status =
        Input.each(
            process,
            files,
            (file, in) -> {
              String name = file.equals("-") ? "(standard input)" : file;
              int[] counts = new int[2];
              int limit = options.number('m', Integer.MAX_VALUE);
              var context = new GrepContext(process, options, titled ? name : "");
              Input.lines(in, line -> line(line, context, counts) < limit);
              if (options.has('c')) {
                process.println((titled ? name + ":" : "") + counts[0]);
              } else if (options.has('l') ? counts[0] > 0 : options.has('L') && counts[0] == 0) {
                process.println(name);
              }
            });
    if (status != 0 && !(options.has('q') && found)) {
      return 2;
    }
    return found ? 0 : 1;
  }

  // Returns how many lines have been selected so far.
  private int line(String line, GrepContext context, int[] counts) throws IOException {
    counts[1]++;
    if (matches(line) == options.has('v')) {
      context.notSelected(counts[1], line);
      return counts[0];
    }
    counts[0]++;
    found = true;
    if (options.has('q') || options.has('l') || options.has('L')) {
      return Integer.MAX_VALUE;
    }
    if (options.has('o') && !options.has('v')) {
      for (Pattern pattern : patterns) {
        for (Matcher matcher = pattern.matcher(line); matcher.find(); ) {
          process.println(context.prefix(counts[1], ":") + matcher.group());
        }
      }
    } else if (!options.has('c')) {
      context.selected(counts[1], line);
    }
    return counts[0];
  }

  private boolean matches(String line) {
    for (Pattern pattern : patterns) {
      Matcher matcher = pattern.matcher(line);
      if (options.has('x') ? matcher.matches() : matcher.find()) {
        return true;
      }
    }
    return false;
  }

  private List<String> below(List<String> names) throws IOException {
    var files = new ArrayList<String>();
    for (String name : names.isEmpty() ? List.of(".") : names) {
      try (Stream<java.nio.file.Path> all = Files.walk(process.path(name))) {
        // The names begin as the directory was given.
        all.filter(Files::isRegularFile)
            .map(file -> process.path(name).relativize(file).toString())
            .map(file -> file.isEmpty() ? name : name + "/" + file)
            .sorted()
            .forEach(files::add);
      }
    }
    return files;
  }
}
