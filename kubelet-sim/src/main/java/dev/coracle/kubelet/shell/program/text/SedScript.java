// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.syntax.RegexSyntax;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the commands of {@code sed}; a block jumps over itself where it does not apply. */
final class SedScript {

  /** One end of an address. */
  sealed interface Place {}

  /** A line by its number; {@code $} is the last. */
  record Line(long number, boolean last) implements Place {}

  /** A line that matches. */
  record Match(Pattern pattern) implements Place {}

  /** So many lines after the first. */
  record After(long lines) implements Place {}

  /** Where a command applies. */
  record Address(Optional<Place> from, Optional<Place> to, boolean not) {}

  /**
   * One command.
   *
   * @param target where a jump goes, counted from the first command
   */
  record Command(
      Address address,
      char kind,
      String text,
      Optional<SedSubstitution> substitution,
      int target) {}

  private final String text;
  private final boolean extended;
  private final List<Command> commands = new ArrayList<>();
  private final Deque<Integer> blocks = new ArrayDeque<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private int at;

  private SedScript(String text, boolean extended) {
    this.text = text;
    this.extended = extended;
  }

  static List<Command> parse(String text, boolean extended) throws UsageException {
    var script = new SedScript(text, extended);
    script.readAll();
    return script.linked();
  }

  private void readAll() throws UsageException {
    skip(" \t\n;");
    while (at < text.length()) {
      command();
      skip(" \t\n;");
    }
    if (!blocks.isEmpty()) {
      throw new UsageException("unterminated {");
    }
  }

  /** Blocks and jumps get the places where they lead. */
  private List<Command> linked() throws UsageException {
    var linked = new ArrayList<Command>();
    for (Command command : commands) {
      int target = command.target();
      if ("bt".indexOf(command.kind()) >= 0) {
        Integer label =
            command.text().isEmpty()
                ? Integer.valueOf(commands.size())
                : labels.get(command.text());
        if (label == null) {
          throw new UsageException("can't find label for jump to '" + command.text() + "'");
        }
        target = label;
      }
      linked.add(
          new Command(
              command.address(), command.kind(), command.text(), command.substitution(), target));
    }
    return linked;
  }

  private void command() throws UsageException {
    Address address = address();
    if (at >= text.length()) {
      throw new UsageException("missing command");
    }
    char kind = text.charAt(at++);
    switch (kind) {
      case '#' -> rest("\n");
      case '{' -> {
        blocks.push(commands.size());
        add(address, kind, "");
      }
      case '}' -> {
        if (blocks.isEmpty()) {
          throw new UsageException("unexpected }");
        }
        int begin = blocks.pop();
        Command block = commands.get(begin);
        commands.set(
            begin, new Command(block.address(), '{', "", Optional.empty(), commands.size()));
      }
      case ':' -> {
        skip(" \t");
        labels.put(rest(";\n").strip(), commands.size());
      }
      case 'a', 'i', 'c' -> add(address, kind, inserted());
      case 'b', 't' -> {
        skip(" \t");
        add(address, kind, rest(";\n}").strip());
      }
      case 'r', 'w' -> {
        skip(" \t");
        add(address, kind, rest("\n"));
      }
      case 's' -> substitution(address);
      case 'y' -> {
        char delimiter = text.charAt(at++);
        String from = SedSubstitution.unescaped(part(delimiter), delimiter);
        String to = SedSubstitution.unescaped(part(delimiter), delimiter);
        if (from.length() != to.length()) {
          throw new UsageException("strings for y command are different lengths");
        }
        add(address, kind, from + to);
      }
      case 'q', 'Q' -> {
        skip(" \t");
        add(address, kind, rest(";\n}").strip());
      }
      default -> {
        if ("=dDgGhHlnNpPx".indexOf(kind) < 0) {
          throw new UsageException("unsupported command " + kind);
        }
        add(address, kind, "");
      }
    }
  }

  private void add(Address address, char kind, String argument) {
    commands.add(new Command(address, kind, argument, Optional.empty(), 0));
  }

  private void substitution(Address address) throws UsageException {
    if (at >= text.length()) {
      throw new UsageException("bad option in substitution expression");
    }
    char delimiter = text.charAt(at++);
    String expression = part(delimiter);
    String replacement = part(delimiter);
    var flags = new StringBuilder();
    while (at < text.length() && "gpiI0123456789".indexOf(text.charAt(at)) >= 0) {
      flags.append(text.charAt(at++));
    }
    var made = SedSubstitution.of(expression, replacement, flags.toString(), delimiter, extended);
    commands.add(new Command(address, 's', "", Optional.of(made), 0));
  }

  /** Up to a delimiter that is not escaped, nor in brackets. */
  private String part(char delimiter) throws UsageException {
    int start = at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == delimiter) {
        return text.substring(start, at++);
      }
      at++;
    }
    throw new UsageException("unmatched '" + delimiter + "'");
  }

  /** The text of a, i and c: after a backslash and a new line, or on the same line. */
  private String inserted() {
    skip(" \t");
    if (text.startsWith("\\\n", at)) {
      at += 2;
    } else if (text.startsWith("\\", at)) {
      at++;
    }
    var line = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '\n') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      line.append(text.charAt(at++));
    }
    return line.toString();
  }

  private Address address() throws UsageException {
    Optional<Place> from = place(false);
    Optional<Place> to = Optional.empty();
    if (from.isPresent() && text.startsWith(",", at)) {
      at++;
      skip(" \t");
      to = place(true);
    }
    skip(" \t");
    boolean not = text.startsWith("!", at);
    while (at < text.length() && (text.charAt(at) == '!' || text.charAt(at) == ' ')) {
      at++;
    }
    return new Address(from, to, not);
  }

  private Optional<Place> place(boolean second) throws UsageException {
    if (at >= text.length()) {
      return Optional.empty();
    }
    char c = text.charAt(at);
    if (c == '$') {
      at++;
      return Optional.of(new Line(0, true));
    }
    if (c == '+' && second) {
      at++;
      return Optional.of(new After(number()));
    }
    if (c == '/' || c == '\\') {
      at += c == '/' ? 1 : 2;
      char delimiter = text.charAt(at - 1);
      String expression = part(delimiter).replace("\\" + delimiter, String.valueOf(delimiter));
      boolean ignoreCase = text.startsWith("I", at);
      at += ignoreCase ? 1 : 0;
      return Optional.of(new Match(RegexSyntax.compile(expression, extended, ignoreCase)));
    }
    if (!Character.isDigit(c)) {
      return Optional.empty();
    }
    return Optional.of(new Line(number(), false));
  }

  private long number() throws UsageException {
    int start = at;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    if (start == at || at - start > 18) {
      throw new UsageException("unexpected address");
    }
    return Long.parseLong(text.substring(start, at));
  }

  private String rest(String ends) {
    int start = at;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private void skip(String blanks) {
    while (at < text.length() && blanks.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
