// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Input;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.syntax.Escapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Programs that sort lines and take them apart. */
final class ColumnPrograms {

  private ColumnPrograms() {}

  static void addTo(Map<String, Program> programs) {
    programs.put("cut", ColumnPrograms::cut);
    programs.put("sort", Sort::run);
    programs.put("uniq", ColumnPrograms::uniq);
    programs.put("tr", ColumnPrograms::tr);
    programs.put("rev", ColumnPrograms::rev);
  }

  private static int cut(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "f:d:c:b:s");
    String delimiter = options.value('d').orElse("\t");
    boolean characters = options.has('c') || options.has('b');
    String list =
        options
            .value('f')
            .or(() -> options.value('c'))
            .or(() -> options.value('b'))
            .orElseThrow(
                () -> new UsageException("expected a list of bytes, characters, or fields"));
    return Input.each(
        process,
        options.operands(),
        (name, in) ->
            Input.lines(
                in,
                line -> {
                  boolean whole = !characters && !line.contains(delimiter);
                  if (!(whole && options.has('s'))) {
                    process.println(whole ? line : pick(line, list, characters ? "" : delimiter));
                  }
                  return true;
                }));
  }

  private static String pick(String line, String list, String delimiter) throws IOException {
    String[] pieces = line.split(java.util.regex.Pattern.quote(delimiter), -1);
    int count = delimiter.isEmpty() ? line.length() : pieces.length;
    var wanted = new TreeSet<Integer>();
    for (String range : list.split(",")) {
      String[] ends = range.split("-", -1);
      int from = ends[0].isEmpty() ? 1 : Options.number(ends[0]);
      String last = ends[ends.length - 1];
      int to = last.isEmpty() ? count : Options.number(last);
      for (int i = from; i <= Math.min(to, count); i++) {
        wanted.add(i);
      }
    }
    return String.join(delimiter, wanted.stream().map(i -> pieces[i - 1]).toList());
  }

  private static int uniq(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "cduif:s:w:");
    List<String> lines = TextPrograms.allLines(process, options.operands());
    int i = 0;
    while (i < lines.size()) {
      int end = i;
      String key = compared(lines.get(i), options);
      while (end < lines.size() && compared(lines.get(end), options).equals(key)) {
        end++;
      }
      int count = end - i;
      if (!(options.has('d') && count == 1) && !(options.has('u') && count > 1)) {
        process.println((options.has('c') ? "%7d ".formatted(count) : "") + lines.get(i));
      }
      i = end;
    }
    return 0;
  }

  /** What of a line {@code uniq} looks at. */
  private static String compared(String line, Options options) throws UsageException {
    int skipped = options.number('f', 0);
    String rest = skipped == 0 ? line : line.replaceFirst("^(\\s*\\S+){0," + skipped + "}", "");
    rest = rest.substring(Math.min(rest.length(), options.number('s', 0)));
    rest = rest.substring(0, Math.min(rest.length(), options.number('w', rest.length())));
    return options.has('i') ? rest.toLowerCase(Locale.ROOT) : rest;
  }

  private static int tr(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "dscC");
    List<String> sets = options.operands();
    if (sets.isEmpty()) {
      throw new UsageException("missing operand");
    }
    String from = set(sets.get(0));
    String to = sets.size() > 1 ? set(sets.get(1)) : "";
    boolean complement = options.has('c') || options.has('C');
    String text = new String(process.in().readAllBytes(), StandardCharsets.UTF_8);
    var out = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      int index = complement ? (from.indexOf(c) < 0 ? 0 : -1) : from.indexOf(c);
      if (index >= 0 && options.has('d')) {
        continue;
      }
      boolean maps = index >= 0 && !to.isEmpty();
      char mapped =
          maps ? to.charAt(complement ? to.length() - 1 : Math.min(index, to.length() - 1)) : c;
      String squeezed = to.isEmpty() ? from : to;
      boolean repeats =
          options.has('s')
              && !out.isEmpty()
              && out.charAt(out.length() - 1) == mapped
              && squeezed.indexOf(mapped) >= 0;
      if (!repeats) {
        out.append(mapped);
      }
    }
    process.print(out.toString());
    return 0;
  }

  private static String set(String description) {
    String text =
        Escapes.expand(description, true)
            .replace("[:upper:]", "A-Z")
            .replace("[:lower:]", "a-z")
            .replace("[:digit:]", "0-9")
            .replace("[:alnum:]", "A-Za-z0-9")
            .replace("[:alpha:]", "A-Za-z")
            .replace("[:space:]", " \t\n\r\f\u000b")
            .replace("[:punct:]", "!\"#$%&'()*+,./:;<=>?@[\\]^_`{|}~");
    var set = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      boolean range = i + 2 < text.length() && text.charAt(i + 1) == '-';
      char last = range ? text.charAt(i + 2) : text.charAt(i);
      for (char c = text.charAt(i); c <= last; c++) {
        set.append(c);
      }
      i += range ? 2 : 0;
    }
    return set.toString();
  }

  private static int rev(ShellProcess process) throws IOException, InterruptedException {
    return Input.each(
        process,
        process.args(),
        (name, in) ->
            Input.lines(
                in,
                line -> {
                  process.println(new StringBuilder(line).reverse().toString());
                  return true;
                }));
  }
}
