// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.file;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Executables;
import dev.coracle.kubelet.shell.process.FileMode;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.program.file.FindExpression.Test;
import dev.coracle.kubelet.shell.syntax.RegexSyntax;
import dev.coracle.kubelet.shell.syntax.ShellPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Reads the tests and actions of {@code find}, with {@code -o}, {@code !} and parentheses. */
final class FindParser {

  private final ShellProcess process;
  private final List<String> words;
  private final FindExpression expression;
  private int at;
  private boolean acts;

  private FindParser(ShellProcess process, List<String> words, boolean follows) {
    this.process = process;
    this.words = words;
    this.expression = new FindExpression(follows);
  }

  static FindExpression parse(ShellProcess process, List<String> words, boolean follows)
      throws IOException {
    var parser = new FindParser(process, words, follows);
    Test test = words.isEmpty() ? file -> true : parser.or();
    if (parser.at < words.size()) {
      throw new UsageException("unrecognized: " + words.get(parser.at));
    }
    parser.expression.test(parser.acts ? test : test.and(parser.print("\n")));
    return parser.expression;
  }

  private Test or() throws IOException {
    Test test = and();
    while (accept("-o") || accept("-or")) {
      test = test.or(and());
    }
    return test;
  }

  private Test and() throws IOException {
    Test test = not();
    while (at < words.size() && !List.of("-o", "-or", ")").contains(words.get(at))) {
      boolean unused = accept("-a") || accept("-and");
      test = test.and(not());
    }
    return test;
  }

  private Test not() throws IOException {
    if (accept("!") || accept("-not")) {
      return not().negate();
    }
    if (accept("(")) {
      Test inside = or();
      if (!accept(")")) {
        throw new UsageException("unpaired '('");
      }
      return inside;
    }
    return primary(next("an expression"));
  }

  private boolean accept(String word) {
    boolean found = at < words.size() && words.get(at).equals(word);
    at += found ? 1 : 0;
    return found;
  }

  private String next(String what) throws UsageException {
    if (at == words.size()) {
      throw new UsageException(what + " requires an argument");
    }
    return words.get(at++);
  }

  private Test primary(String word) throws IOException {
    return switch (word) {
      case "-name" -> name(next(word), false);
      case "-iname" -> name(next(word), true);
      case "-path", "-wholename" -> path(next(word), false);
      case "-ipath" -> path(next(word), true);
      case "-regex" -> regex(next(word));
      case "-type" -> type(next(word));
      case "-perm" -> permissions(next(word));
      case "-size" -> size(next(word));
      case "-mtime" -> age(next(word), Duration.ofDays(1));
      case "-mmin" -> age(next(word), Duration.ofMinutes(1));
      case "-newer" -> newer(next(word));
      case "-empty" -> FindParser::isEmpty;
      case "-true", "-follow", "-xdev", "-mount", "-noleaf" -> file -> true;
      case "-false" -> file -> false;
      case "-maxdepth", "-mindepth", "-depth" -> option(word);
      default -> action(word);
    };
  }

  private Test option(String word) throws IOException {
    switch (word) {
      case "-maxdepth" -> expression.limitDepth(Options.number(next(word)));
      case "-mindepth" -> expression.skipDepth(Options.number(next(word)));
      default -> expression.goDepthFirst();
    }
    return file -> true;
  }

  private Test action(String word) throws IOException {
    if (word.equals("-prune")) {
      return file -> expression.prune();
    }
    acts = true;
    return switch (word) {
      case "-print" -> print("\n");
      case "-print0" -> print("\0");
      case "-quit" -> file -> expression.quit();
      case "-delete" -> {
        expression.goDepthFirst();
        yield this::delete;
      }
      case "-exec", "-ok" -> exec();
      default -> throw new UsageException("unrecognized: " + word);
    };
  }

  private Test print(String end) {
    return file -> {
      process.print(file.name() + end);
      return true;
    };
  }

  private boolean delete(FindExpression.File file) throws IOException {
    // As GNU and BusyBox do it, the directory one stands in stays.
    if (!file.name().equals(".")) {
      Files.delete(file.path());
    }
    return true;
  }

  private Test exec() throws IOException {
    var command = new ArrayList<String>();
    String word = next("-exec");
    while (!word.equals(";") && !(word.equals("+") && command.contains("{}"))) {
      command.add(word);
      word = next("-exec");
    }
    if (command.isEmpty()) {
      throw new UsageException("-exec requires an argument");
    }
    if (word.equals(";")) {
      return file -> run(command.stream().map(one -> one.replace("{}", file.name())).toList()) == 0;
    }
    var names = new ArrayList<String>();
    expression.atEnd(() -> names.isEmpty() ? 0 : run(with(command, names)));
    return file -> names.add(file.name());
  }

  private static List<String> with(List<String> command, List<String> names) {
    return command.stream()
        .flatMap(word -> word.equals("{}") ? names.stream() : Stream.of(word))
        .toList();
  }

  private int run(List<String> command) throws IOException {
    String search = process.env().getOrDefault("PATH", Executables.DEFAULT_PATH);
    var program = Executables.find(process.session(), process.directory(), search, command.get(0));
    if (program.isEmpty()) {
      process.error(command.get(0) + ": " + Errno.NO_ENTRY);
      return 1;
    }
    return process.with(command, process.env()).executeApart(program.get());
  }

  private static Test name(String pattern, boolean ignoresCase) {
    return file -> {
      String name = file.name().replaceFirst("(?<=.)/+$", "");
      return matches(pattern, name.substring(name.lastIndexOf('/') + 1), ignoresCase);
    };
  }

  private static Test path(String pattern, boolean ignoresCase) {
    return file -> matches(pattern, file.name(), ignoresCase);
  }

  private static boolean matches(String pattern, String text, boolean ignoresCase) {
    return ignoresCase
        ? ShellPattern.matches(pattern.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT))
        : ShellPattern.matches(pattern, text);
  }

  private static Test regex(String expression) {
    var pattern = RegexSyntax.compile(expression, false, false);
    return file -> pattern.matcher(file.name()).matches();
  }

  private static Test type(String types) {
    List<String> wanted = List.of(types.split(","));
    return file -> wanted.contains(file.type());
  }

  /** {@code 644} is exactly that, {@code -644} all of it, {@code /222} some of it. */
  private static Test permissions(String text) throws UsageException {
    String octal = text.replaceFirst("^[-/+]", "");
    if (!octal.matches("[0-7]{1,4}")) {
      throw new UsageException("invalid mode '" + text + "'");
    }
    int bits = Integer.parseInt(octal, 8);
    char kind = text.charAt(0);
    return file -> {
      int mode = FileMode.of(file.path(), file.options());
      return switch (kind) {
        case '-' -> (mode & bits) == bits;
        case '/', '+' -> bits == 0 || (mode & bits) != 0;
        default -> mode == bits;
      };
    };
  }

  private static Test size(String text) throws UsageException {
    char unit = text.charAt(text.length() - 1);
    long bytes =
        switch (unit) {
          case 'c' -> 1;
          case 'w' -> 2;
          case 'k' -> 1 << 10;
          case 'M' -> 1 << 20;
          case 'G' -> 1 << 30;
          default -> 512;
        };
    String number = Character.isDigit(unit) ? text : text.substring(0, text.length() - 1);
    LongPredicate fits = count(number);
    return file -> {
      long size = file.isDirectory() ? 4096 : Files.size(file.path());
      return fits.test((size + bytes - 1) / bytes);
    };
  }

  private Test age(String text, Duration unit) throws UsageException {
    LongPredicate fits = count(text);
    Instant now = process.session().time().now();
    return file -> {
      Instant time = Files.getLastModifiedTime(file.path(), file.options()).toInstant();
      return fits.test(Math.floorDiv(Duration.between(time, now).toSeconds(), unit.toSeconds()));
    };
  }

  /** {@code +5} is more, {@code -5} is less, {@code 5} is just as many. */
  private static LongPredicate count(String text) throws UsageException {
    long number = Options.number(text.replaceFirst("^[-+]", ""));
    return switch (text.charAt(0)) {
      case '+' -> value -> value > number;
      case '-' -> value -> value < number;
      default -> value -> value == number;
    };
  }

  private Test newer(String name) throws IOException {
    FileTime time = Files.getLastModifiedTime(process.path(name));
    return file -> Files.getLastModifiedTime(file.path(), file.options()).compareTo(time) > 0;
  }

  private static boolean isEmpty(FindExpression.File file) throws IOException {
    if (!file.isDirectory()) {
      return file.type().equals("f") && Files.size(file.path()) == 0;
    }
    try (Stream<Path> children = Files.list(file.path())) {
      return children.findAny().isEmpty();
    }
  }
}
