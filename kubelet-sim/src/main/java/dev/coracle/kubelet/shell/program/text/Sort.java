// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program {@code sort}. */
final class Sort {

  private static final Pattern KEY =
      Pattern.compile(
          "([0-9]{1,6})(?:\\.[0-9]+)?([a-zA-Z]*)(?:,([0-9]{1,6})(?:\\.[0-9]+)?([a-zA-Z]*))?");
  private static final Pattern NUMBER = Pattern.compile("\\s*(-?[0-9]+(?:\\.[0-9]+)?)([KMGT]?)");

  private final Options options;

  private Sort(Options options) {
    this.options = options;
  }

  static int run(ShellProcess process) throws IOException, InterruptedException {
    Options options =
        Options.parse(
            process.args(),
            "nruk:t:hfsbVo:cC",
            Map.of("numeric-sort", 'n', "reverse", 'r', "unique", 'u', "key", 'k'));
    Comparator<String> keys = new Sort(options).order();
    List<String> lines = TextPrograms.allLines(process, options.operands());
    Comparator<String> order =
        options.has('s') || options.has('u')
            ? keys
            : keys.thenComparing(directed(Comparator.<String>naturalOrder(), options.has('r')));
    if (options.has('c') || options.has('C')) {
      return isSorted(lines, order) ? 0 : 1;
    }
    var sorted = new ArrayList<>(lines);
    sorted.sort(order);
    List<String> result = options.has('u') ? different(sorted, keys) : sorted;
    if (options.value('o').isEmpty()) {
      TextPrograms.print(process, result);
      return 0;
    }
    try (var out = process.files().write(options.value('o').get(), false)) {
      for (String line : result) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return 0;
  }

  private static boolean isSorted(List<String> lines, Comparator<String> order) {
    for (int i = 1; i < lines.size(); i++) {
      if (order.compare(lines.get(i - 1), lines.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private static List<String> different(List<String> sorted, Comparator<String> keys) {
    var different = new ArrayList<String>();
    for (String line : sorted) {
      if (different.isEmpty() || keys.compare(different.get(different.size() - 1), line) != 0) {
        different.add(line);
      }
    }
    return different;
  }

  private static <T> Comparator<T> directed(Comparator<T> order, boolean reversed) {
    return reversed ? order.reversed() : order;
  }

  /** The keys in their order; the whole line where there is none. */
  private Comparator<String> order() throws UsageException {
    List<String> keys = options.values('k');
    if (keys.isEmpty()) {
      return directed(kind(""), options.has('r'));
    }
    Comparator<String> order = key(keys.get(0));
    for (String next : keys.subList(1, keys.size())) {
      order = order.thenComparing(key(next));
    }
    return order;
  }

  private Comparator<String> key(String text) throws UsageException {
    Matcher matcher = KEY.matcher(text);
    if (!matcher.matches()) {
      throw new UsageException("bad sort key '" + text + "'");
    }
    int from = Integer.parseInt(matcher.group(1));
    int to = matcher.group(3) == null ? Integer.MAX_VALUE : Integer.parseInt(matcher.group(3));
    String own = matcher.group(2) + (matcher.group(4) == null ? "" : matcher.group(4));
    boolean reversed = own.isEmpty() ? options.has('r') : own.contains("r");
    return directed(
        Comparator.comparing((String line) -> fields(line, from, to), kind(own)), reversed);
  }

  /** Without a separator, a field has the blanks before it. */
  private String fields(String line, int from, int to) {
    var separator = options.value('t');
    String[] fields =
        separator.isPresent()
            ? line.split(Pattern.quote(separator.get()), -1)
            : line.split("(?<=\\S)(?=\\s)", -1);
    if (from < 1 || from > fields.length) {
      return "";
    }
    int last = Math.max(from, Math.min(to, fields.length));
    return String.join(separator.orElse(""), List.of(fields).subList(from - 1, last));
  }

  private Comparator<String> kind(String own) {
    if (own.contains("n") || own.contains("h") || options.has('n') || options.has('h')) {
      return Comparator.comparingDouble(
          text -> number(text, own.contains("h") || options.has('h')));
    }
    if (own.contains("V") || options.has('V')) {
      return Sort::compareVersions;
    }
    boolean folds = own.contains("f") || options.has('f');
    Comparator<String> text = folds ? String.CASE_INSENSITIVE_ORDER : Comparator.naturalOrder();
    boolean skipsBlanks = own.contains("b") || options.has('b');
    return skipsBlanks ? Comparator.comparing(String::stripLeading, text) : text;
  }

  private static double number(String text, boolean human) {
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.lookingAt()) {
      return 0;
    }
    int unit = human && !matcher.group(2).isEmpty() ? "KMGT".indexOf(matcher.group(2)) + 1 : 0;
    return Double.parseDouble(matcher.group(1)) * Math.pow(1024, unit);
  }

  /** Digits are compared as numbers, what is between them as text. */
  private static int compareVersions(String left, String right) {
    String[] a = left.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");
    String[] b = right.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      boolean digits = a[i].matches("\\d{1,18}") && b[i].matches("\\d{1,18}");
      int order =
          digits ? Long.compare(Long.parseLong(a[i]), Long.parseLong(b[i])) : a[i].compareTo(b[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.length, b.length);
  }
}
