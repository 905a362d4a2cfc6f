// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program;

import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.syntax.Escapes;
import dev.coracle.kubelet.shell.syntax.RegexSyntax;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of {@code awk} that one-liners use: {@code /regex/}, {@code NR==2} or {@code $1=="x"}
 * before {@code {print $1, "text" $NF}}.
 */
final class Awk {

  private static final Pattern RULE =
      Pattern.compile("\\s*([^{]*?)\\s*(?:\\{\\s*print\\s*([^}]*?)\\s*;?\\s*})?\\s*");
  private static final Pattern COMPARISON =
      Pattern.compile("(\\$?\\w+)\\s*(==|!=|<=|>=|<|>|!?~)\\s*(.+)");

  private final String separator;
  private final String condition;
  private final List<String> columns;

  private Awk(String separator, String condition, List<String> columns) {
    this.separator = separator;
    this.condition = condition;
    this.columns = columns;
  }

  static int run(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "F:v:");
    if (options.operands().isEmpty()) {
      throw new UsageException("usage: awk [-F SEP] 'PROGRAM' [FILE]...");
    }
    Matcher rule = RULE.matcher(options.operands().get(0));
    if (!rule.matches()) {
      throw new UsageException("unsupported program: " + options.operands().get(0));
    }
    String print = rule.group(2) == null ? "" : rule.group(2);
    var awk =
        new Awk(
            options.value('F').orElse(""), rule.group(1), split(print.isEmpty() ? "$0" : print));
    List<String> lines =
        TextPrograms.allLines(process, options.operands().subList(1, options.operands().size()));
    for (int i = 0; i < lines.size(); i++) {
      awk.line(process, lines.get(i), i + 1);
    }
    return 0;
  }

  private static List<String> split(String expression) {
    return new ArrayList<>(List.of(expression.split("\\s*,\\s*(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")));
  }

  private void line(ShellProcess process, String line, int number) throws IOException {
    String[] fields = fields(line);
    if (!holds(line, fields, number)) {
      return;
    }
    var values = new ArrayList<String>();
    for (String column : columns) {
      values.add(concatenated(column, line, fields, number));
    }
    process.println(String.join(" ", values));
  }

  private String[] fields(String line) {
    if (separator.isEmpty() || separator.equals(" ")) {
      String stripped = line.strip();
      return stripped.isEmpty() ? new String[0] : stripped.split("\\s+");
    }
    String regex = separator.length() == 1 ? Pattern.quote(separator) : separator;
    return line.split(regex.equals("\\t") ? "\t" : regex, -1);
  }

  private boolean holds(String line, String[] fields, int number) throws IOException {
    if (condition.isEmpty()) {
      return true;
    }
    if (condition.startsWith("/") && condition.endsWith("/") && condition.length() > 1) {
      return find(condition, line);
    }
    Matcher comparison = COMPARISON.matcher(condition);
    if (!comparison.matches()) {
      throw new UsageException("unsupported pattern: " + condition);
    }
    String left = value(comparison.group(1), line, fields, number);
    String operator = comparison.group(2);
    if (operator.endsWith("~")) {
      return find(comparison.group(3), left) == operator.equals("~");
    }
    return compare(left, operator, value(comparison.group(3), line, fields, number));
  }

  private static boolean find(String slashed, String text) {
    String regex = slashed.substring(1, slashed.length() - 1);
    return RegexSyntax.compile(regex, true, false).matcher(text).find();
  }

  private static boolean compare(String left, String operator, String right) {
    String number = "-?[0-9]+(\\.[0-9]+)?";
    int order =
        left.matches(number) && right.matches(number)
            ? Double.compare(Double.parseDouble(left), Double.parseDouble(right))
            : left.compareTo(right);
    return switch (operator) {
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static String concatenated(String expression, String line, String[] fields, int number)
      throws IOException {
    var out = new StringBuilder();
    Matcher term = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|\\$?\\w+|\\S").matcher(expression);
    while (term.find()) {
      out.append(value(term.group(), line, fields, number));
    }
    return out.toString();
  }

  private static String value(String term, String line, String[] fields, int number)
      throws IOException {
    String text = term.strip();
    if (text.startsWith("\"") && text.length() > 1) {
      return Escapes.expand(text.substring(1, text.length() - 1), true);
    }
    if (text.equals("NR")) {
      return String.valueOf(number);
    }
    if (text.equals("NF")) {
      return String.valueOf(fields.length);
    }
    if (text.startsWith("$")) {
      String name = text.substring(1);
      int index = name.equals("NF") ? fields.length : Options.number(name);
      return index == 0 ? line : index <= fields.length ? fields[index - 1] : "";
    }
    if (text.matches("[0-9.]+")) {
      return text;
    }
    throw new UsageException("unsupported expression: " + text);
  }
}
