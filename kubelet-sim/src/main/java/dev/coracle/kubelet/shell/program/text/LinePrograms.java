// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Input;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.syntax.Escapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Programs that number, fold, join, shuffle and find lines. */
final class LinePrograms {

  private LinePrograms() {}

  static void addTo(Map<String, Program> programs) {
    programs.put("nl", LinePrograms::number);
    programs.put("fold", LinePrograms::fold);
    programs.put("expand", LinePrograms::expand);
    programs.put("paste", LinePrograms::paste);
    programs.put("shuf", LinePrograms::shuffle);
    programs.put("strings", LinePrograms::strings);
  }

  private static int number(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "b:i:s:v:w:");
    boolean all = options.value('b').orElse("t").equals("a");
    int step = options.number('i', 1);
    int width = options.number('w', 6);
    String separator = options.value('s').orElse("\t");
    int[] next = {options.number('v', 1)};
    return Input.each(
        process,
        options.operands(),
        (name, in) ->
            Input.lines(
                in,
                line -> {
                  if (!all && line.isEmpty()) {
                    process.println(" ".repeat(width + separator.length()));
                    return true;
                  }
                  process.println(("%" + width + "d").formatted(next[0]) + separator + line);
                  next[0] += step;
                  return true;
                }));
  }

  private static int fold(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "bsw:");
    int width = Math.max(1, options.number('w', 80));
    return Input.each(
        process,
        options.operands(),
        (name, in) ->
            Input.lines(
                in,
                line -> {
                  String rest = line;
                  while (rest.length() > width) {
                    int blank = options.has('s') ? rest.lastIndexOf(' ', width - 1) : -1;
                    int cut = blank >= 0 ? blank + 1 : width;
                    process.println(rest.substring(0, cut));
                    rest = rest.substring(cut);
                  }
                  process.println(rest);
                  return true;
                }));
  }

  private static int expand(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "it:");
    int width = Math.max(1, options.number('t', 8));
    return Input.each(
        process,
        options.operands(),
        (name, in) ->
            Input.lines(
                in,
                line -> {
                  process.println(expanded(line, width, options.has('i')));
                  return true;
                }));
  }

  private static String expanded(String line, int width, boolean leadingOnly) {
    var out = new StringBuilder();
    boolean leading = true;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      leading &= c == ' ' || c == '\t';
      if (c == '\t' && (leading || !leadingOnly)) {
        out.append(" ".repeat(width - out.length() % width));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static int paste(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "d:s");
    String delimiters = Escapes.expand(options.value('d').orElse("\t"), true);
    List<String> names = options.operands().isEmpty() ? List.of("-") : options.operands();
    if (options.has('s')) {
      for (String name : names) {
        process.println(joined(TextPrograms.allLines(process, List.of(name)), delimiters));
      }
      return 0;
    }
    List<List<String>> columns = columns(process, names);
    int rows = columns.stream().mapToInt(List::size).max().orElse(0);
    for (int row = 0; row < rows; row++) {
      var cells = new ArrayList<String>();
      for (List<String> column : columns) {
        cells.add(row < column.size() ? column.get(row) : "");
      }
      process.println(joined(cells, delimiters));
    }
    return 0;
  }

  /** Standard input that is named several times is dealt out, line by line. */
  private static List<List<String>> columns(ShellProcess process, List<String> names)
      throws IOException, InterruptedException {
    int shares = Collections.frequency(names, "-");
    List<String> input = shares > 0 ? TextPrograms.allLines(process, List.of("-")) : List.of();
    List<List<String>> columns = new ArrayList<>();
    int share = 0;
    for (String name : names) {
      if (!name.equals("-")) {
        columns.add(TextPrograms.allLines(process, List.of(name)));
        continue;
      }
      var dealt = new ArrayList<String>();
      for (int i = share; i < input.size(); i += shares) {
        dealt.add(input.get(i));
      }
      columns.add(dealt);
      share++;
    }
    return columns;
  }

  private static String joined(List<String> cells, String delimiters) {
    var out = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0 && !delimiters.isEmpty()) {
        out.append(delimiters.charAt((i - 1) % delimiters.length()));
      }
      out.append(cells.get(i));
    }
    return out.toString();
  }

  private static int shuffle(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "ei:n:o:z");
    List<String> lines = new ArrayList<>();
    if (options.has('e')) {
      lines.addAll(options.operands());
    } else if (options.has('i')) {
      String[] range = options.value('i').orElse("").split("-", 2);
      for (int i = Options.number(range[0]); i <= Options.number(range[range.length - 1]); i++) {
        lines.add(String.valueOf(i));
      }
    } else {
      lines.addAll(TextPrograms.allLines(process, options.operands()));
    }
    // Drawn from the session, so that a run can be repeated.
    for (int i = lines.size() - 1; i > 0; i--) {
      Collections.swap(lines, i, process.session().random().nextInt(i + 1));
    }
    int count = Math.min(lines.size(), options.number('n', lines.size()));
    TextPrograms.print(process, lines.subList(0, count));
    return 0;
  }

  private static int strings(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "afn:o");
    int least = options.number('n', 4);
    return Input.each(
        process,
        options.operands(),
        (name, in) -> {
          String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
          for (String found : text.split("[^\\x20-\\x7e\\t]+")) {
            if (found.length() >= least) {
              process.println((options.has('f') ? name + ": " : "") + found);
            }
          }
        });
  }
}
