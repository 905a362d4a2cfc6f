// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One run of a script over lines: the pattern space, the hold space, and what comes out. */
final class SedEdit {

  /** What follows a command; a line is printed before all but those that are silent. */
  private enum Next {
    COMMAND,
    JUMP,
    SILENT_LINE,
    SILENT_AGAIN,
    END,
    SILENT_END
  }

  private final ShellProcess process;
  private final List<SedScript.Command> script;
  private final boolean quiet;
  private final List<String> lines;
  private final List<String> out = new ArrayList<>();
  private final List<String> appended = new ArrayList<>();
  // For each command with two ends: the line where its range ends, 0 outside, -1 while open.
  private final long[] ranges;
  private String space = "";
  private String hold = "";
  private int number;
  private boolean replaced;
  private boolean over;
  private int status;

  SedEdit(ShellProcess process, List<SedScript.Command> script, boolean quiet, List<String> lines) {
    this.process = process;
    this.script = script;
    this.quiet = quiet;
    this.lines = lines;
    this.ranges = new long[script.size()];
  }

  int status() {
    return status;
  }

  List<String> run() throws IOException {
    boolean again = false;
    while (!over && (again || number < lines.size())) {
      process.task().check();
      if (!again) {
        space = lines.get(number++);
        replaced = false;
      }
      again = cycle() == Next.SILENT_AGAIN;
    }
    return out;
  }

  private Next cycle() throws IOException {
    Next next = Next.COMMAND;
    int at = 0;
    while (at < script.size() && next == Next.COMMAND) {
      SedScript.Command command = script.get(at);
      boolean applies = applies(command.address(), at) != command.address().not();
      if (command.kind() == '{') {
        at = applies ? at + 1 : command.target();
        continue;
      }
      next = applies ? execute(command, at) : Next.COMMAND;
      at = next == Next.JUMP ? command.target() : at + 1;
      next = next == Next.JUMP ? Next.COMMAND : next;
    }
    if (!quiet && (next == Next.COMMAND || next == Next.END)) {
      out.add(space);
    }
    out.addAll(appended);
    appended.clear();
    over |= next == Next.END || next == Next.SILENT_END;
    return next;
  }

  private Next execute(SedScript.Command command, int at) throws IOException {
    switch (command.kind()) {
      case 's' -> substitute(command.substitution().orElseThrow());
      case 'y' -> translate(command.text());
      case 'p' -> out.add(space);
      case 'P' -> out.add(space.split("\n", 2)[0]);
      case '=' -> out.add(String.valueOf(number));
      case 'l' -> out.add(visible(space) + "$");
      case 'h' -> hold = space;
      case 'H' -> hold = hold + "\n" + space;
      case 'g' -> space = hold;
      case 'G' -> space = space + "\n" + hold;
      case 'x' -> {
        String before = space;
        space = hold;
        hold = before;
      }
      case 'a' -> appended.add(command.text());
      case 'i' -> out.add(command.text());
      case 'r' -> readFile(command.text());
      case 'w' -> writeFile(command.text());
      default -> {
        return leave(command, at);
      }
    }
    return Next.COMMAND;
  }

  /** The commands after which the next one need not be the next. */
  private Next leave(SedScript.Command command, int at) throws IOException {
    return switch (command.kind()) {
      case 'd' -> Next.SILENT_LINE;
      case 'D' -> deleteFirst();
      case 'c' -> change(command, at);
      case 'n' -> nextLine();
      case 'N' -> appendLine();
      case 'b' -> Next.JUMP;
      case 't' -> {
        boolean jumps = replaced;
        replaced = false;
        yield jumps ? Next.JUMP : Next.COMMAND;
      }
      default -> quit(command);
    };
  }

  private Next quit(SedScript.Command command) throws IOException {
    status = command.text().isEmpty() ? 0 : Options.number(command.text());
    return command.kind() == 'q' ? Next.END : Next.SILENT_END;
  }

  private Next deleteFirst() {
    int end = space.indexOf('\n');
    if (end < 0) {
      return Next.SILENT_LINE;
    }
    space = space.substring(end + 1);
    return Next.SILENT_AGAIN;
  }

  /** A range is changed once, at its end. */
  private Next change(SedScript.Command command, int at) {
    if (command.address().to().isEmpty() || command.address().not() || ranges[at] == 0) {
      out.add(command.text());
    }
    return Next.SILENT_LINE;
  }

  /** Where there is no next line, the script ends, and what is there is printed. */
  private Next nextLine() {
    if (number >= lines.size()) {
      return Next.END;
    }
    if (!quiet) {
      out.add(space);
    }
    out.addAll(appended);
    appended.clear();
    space = lines.get(number++);
    return Next.COMMAND;
  }

  private Next appendLine() {
    if (number >= lines.size()) {
      return Next.END;
    }
    space = space + "\n" + lines.get(number++);
    return Next.COMMAND;
  }

  private void substitute(SedSubstitution substitution) {
    Optional<String> result = substitution.applyTo(space);
    if (result.isPresent()) {
      space = result.get();
      replaced = true;
      if (substitution.prints()) {
        out.add(space);
      }
    }
  }

  private void translate(String both) {
    String from = both.substring(0, both.length() / 2);
    String to = both.substring(both.length() / 2);
    var changed = new StringBuilder();
    for (int i = 0; i < space.length(); i++) {
      int index = from.indexOf(space.charAt(i));
      changed.append(index < 0 ? space.charAt(i) : to.charAt(index));
    }
    space = changed.toString();
  }

  private static String visible(String text) {
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }

  private void readFile(String name) throws IOException {
    Path file = process.path(name);
    if (Files.isRegularFile(file)) {
      appended.addAll(Files.readAllLines(file));
    }
  }

  private void writeFile(String name) throws IOException {
    try (var file = process.files().write(name, true)) {
      file.write((space + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private boolean applies(SedScript.Address address, int at) {
    if (address.from().isEmpty()) {
      return true;
    }
    if (address.to().isEmpty()) {
      return isAt(address.from().get());
    }
    return inRange(address, at);
  }

  private boolean inRange(SedScript.Address address, int at) {
    SedScript.Place to = address.to().orElseThrow();
    if (ranges[at] == 0) {
      if (!isAt(address.from().orElseThrow())) {
        return false;
      }
      ranges[at] = end(to);
      if (ranges[at] > 0 && ranges[at] <= number) {
        ranges[at] = 0;
      }
      return true;
    }
    boolean last = ranges[at] > 0 ? number >= ranges[at] : isAt(to);
    boolean beyond = ranges[at] > 0 && number > ranges[at];
    if (last) {
      ranges[at] = 0;
    }
    return !beyond;
  }

  /** The line where a range ends that begins here; -1 where only the lines can tell. */
  private long end(SedScript.Place to) {
    if (to instanceof SedScript.Line line) {
      return line.last() ? lines.size() : line.number();
    }
    return to instanceof SedScript.After after ? number + after.lines() : -1;
  }

  private boolean isAt(SedScript.Place place) {
    if (place instanceof SedScript.Line line) {
      return line.last() ? number == lines.size() : number == line.number();
    }
    return place instanceof SedScript.Match match && match.pattern().matcher(space).find();
  }
}
