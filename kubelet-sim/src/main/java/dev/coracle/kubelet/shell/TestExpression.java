// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.Executables;
import dev.coracle.kubelet.shell.syntax.TestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/** The expressions of {@code test} and {@code [}. */
final class TestExpression {

  private static final Set<String> BINARY =
      Set.of(
          "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef");

  private final Path directory;
  private final IntPredicate isTerminal;
  private List<String> words = List.of();
  private int position;

  TestExpression(Path directory, IntPredicate isTerminal) {
    this.directory = directory;
    this.isTerminal = isTerminal;
  }

  /** Evaluates the arguments of one {@code test}. */
  boolean evaluate(List<String> arguments) {
    words = arguments;
    position = 0;
    if (words.isEmpty()) {
      return false;
    }
    boolean result = or();
    if (position < words.size()) {
      throw new TestException(words.get(position) + ": unknown operand");
    }
    return result;
  }

  private boolean or() {
    boolean result = and();
    while (peek("-o")) {
      position++;
      result |= and();
    }
    return result;
  }

  private boolean and() {
    boolean result = not();
    while (peek("-a")) {
      position++;
      result &= not();
    }
    return result;
  }

  private boolean not() {
    if (peek("!") && left() > 1 && !isBinary(position + 1)) {
      position++;
      return !not();
    }
    return primary();
  }

  private boolean primary() {
    if (left() == 0) {
      throw new TestException("argument expected");
    }
    if (left() >= 3 && isBinary(position + 1)) {
      position += 3;
      return binary(words.get(position - 3), words.get(position - 2), words.get(position - 1));
    }
    if (peek("(") && left() > 2) {
      position++;
      boolean inner = or();
      if (!peek(")")) {
        throw new TestException("closing paren expected");
      }
      position++;
      return inner;
    }
    String word = words.get(position++);
    if (word.matches("-[a-zA-Z]") && left() > 0 && !peek("-a") && !peek("-o")) {
      return unary(word, words.get(position++));
    }
    return !word.isEmpty();
  }

  boolean unary(String operator, String operand) {
    return switch (operator) {
      case "-n" -> !operand.isEmpty();
      case "-z" -> operand.isEmpty();
      case "-t" -> isTerminal.test((int) number(operand));
      case "-h", "-L" -> !operand.isEmpty() && Files.isSymbolicLink(directory.resolve(operand));
      case "-e",
          "-f",
          "-d",
          "-r",
          "-w",
          "-x",
          "-s",
          "-p",
          "-S",
          "-b",
          "-c",
          "-u",
          "-g",
          "-k",
          "-O",
          "-G" ->
          !operand.isEmpty() && file(operator, directory.resolve(operand));
      default -> throw new TestException(operator + ": unknown operand");
    };
  }

  private static boolean file(String operator, Path path) {
    boolean device = path.toString().matches("/dev/(null|zero|stdin|stdout|stderr|tty|u?random)");
    return switch (operator) {
      case "-e" -> device || Files.exists(path);
      case "-f" -> !device && Files.isRegularFile(path);
      case "-d" -> Files.isDirectory(path);
      case "-r", "-w", "-O", "-G" -> device || Files.exists(path);
      case "-x" -> Files.isDirectory(path) || Executables.isExecutable(path);
      case "-s" -> size(path) > 0;
      case "-c" -> device;
      default -> false;
    };
  }

  boolean binary(String left, String operator, String right) {
    return switch (operator) {
      case "=", "==" -> left.equals(right);
      case "!=" -> !left.equals(right);
      case "<" -> left.compareTo(right) < 0;
      case ">" -> left.compareTo(right) > 0;
      case "-nt" -> isNewer(left, right);
      case "-ot" -> isNewer(right, left);
      case "-ef" -> isSame(left, right);
      default -> compare(operator, number(left), number(right));
    };
  }

  boolean compare(String operator, long left, long right) {
    return switch (operator) {
      case "-eq" -> left == right;
      case "-ne" -> left != right;
      case "-lt" -> left < right;
      case "-le" -> left <= right;
      case "-gt" -> left > right;
      case "-ge" -> left >= right;
      default -> throw new TestException(operator + ": unknown operand");
    };
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new TestException(text + ": bad number");
    }
  }

  /** Nothing is newer or older than a file that is not there. */
  private boolean isNewer(String one, String other) {
    Optional<FileTime> time = modified(one);
    Optional<FileTime> otherTime = modified(other);
    return time.isPresent() && otherTime.isPresent() && time.get().compareTo(otherTime.get()) > 0;
  }

  private Optional<FileTime> modified(String name) {
    try {
      return Optional.of(Files.getLastModifiedTime(directory.resolve(name)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean isSame(String one, String other) {
    try {
      return Files.isSameFile(directory.resolve(one), directory.resolve(other));
    } catch (IOException e) {
      return false;
    }
  }

  private static long size(Path path) {
    try {
      return Files.exists(path) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
          ? Files.size(path)
          : Files.isDirectory(path) ? 1 : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private boolean isBinary(int index) {
    return index + 1 < words.size() && BINARY.contains(words.get(index));
  }

  private boolean peek(String word) {
    return position < words.size() && words.get(position).equals(word);
  }

  private int left() {
    return words.size() - position;
  }
}
