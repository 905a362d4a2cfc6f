// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.system;

import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The program {@code getopt}: puts the options of a script in order. */
final class GetOpt {

  private final ShellProcess process;
  private final List<String> out = new ArrayList<>();
  private final List<String> operands = new ArrayList<>();
  private final Map<String, Boolean> longNames = new HashMap<>();
  private String letters = "";
  private boolean quotes;
  private boolean failed;

  private GetOpt(ShellProcess process) {
    this.process = process;
  }

  static int run(ShellProcess process) throws IOException {
    var parser = new GetOpt(process);
    List<String> parameters = parser.own(process.args());
    parser.read(parameters);
    parser.out.add("--");
    parser.operands.forEach(operand -> parser.out.add(parser.quoted(operand)));
    process.println(" " + String.join(" ", parser.out));
    return parser.failed ? 1 : 0;
  }

  /** Takes the options of the program itself; the parameters to be read. */
  private List<String> own(List<String> arguments) throws UsageException {
    int at = 0;
    boolean given = false;
    while (at < arguments.size() && arguments.get(at).startsWith("-")) {
      String option = arguments.get(at++);
      if (option.equals("--")) {
        break;
      }
      if (at == arguments.size()) {
        throw new UsageException("missing optstring argument");
      }
      switch (option) {
        case "-o", "--options" -> {
          letters = arguments.get(at++);
          given = true;
          quotes = true;
        }
        case "-l", "--longoptions", "--long" -> {
          for (String name : arguments.get(at++).split(",")) {
            longNames.put(name.replace(":", ""), name.endsWith(":"));
          }
        }
        case "-n", "--name" -> at++;
        default -> throw new UsageException("unrecognized option: " + option.replace("-", ""));
      }
    }
    if (!given) {
      if (at == arguments.size()) {
        throw new UsageException("missing optstring argument");
      }
      letters = arguments.get(at++);
    }
    return arguments.subList(at, arguments.size());
  }

  private void read(List<String> parameters) throws IOException {
    int at = 0;
    while (at < parameters.size()) {
      String parameter = parameters.get(at++);
      if (parameter.equals("--")) {
        operands.addAll(parameters.subList(at, parameters.size()));
        return;
      }
      if (parameter.startsWith("--")) {
        at = longOption(parameter.substring(2), parameters, at);
      } else if (parameter.startsWith("-") && parameter.length() > 1) {
        at = cluster(parameter, parameters, at);
      } else {
        operands.add(parameter);
      }
    }
  }

  private int longOption(String text, List<String> parameters, int next) throws IOException {
    String[] pair = text.split("=", 2);
    Boolean valued = longNames.get(pair[0]);
    if (valued == null) {
      complain("unrecognized option '--" + pair[0] + "'");
      return next;
    }
    out.add("--" + pair[0]);
    if (!valued) {
      return next;
    }
    if (pair.length == 1 && next == parameters.size()) {
      complain("option '--" + pair[0] + "' requires an argument");
      return next;
    }
    out.add(quoted(pair.length == 2 ? pair[1] : parameters.get(next)));
    return pair.length == 2 ? next : next + 1;
  }

  private int cluster(String text, List<String> parameters, int next) throws IOException {
    for (int i = 1; i < text.length(); i++) {
      int index = letters.indexOf(text.charAt(i));
      if (index < 0 || text.charAt(i) == ':') {
        complain("invalid option -- '" + text.charAt(i) + "'");
        continue;
      }
      out.add("-" + text.charAt(i));
      if (!letters.startsWith(":", index + 1)) {
        continue;
      }
      if (i + 1 < text.length()) {
        out.add(quoted(text.substring(i + 1)));
        return next;
      }
      if (next == parameters.size()) {
        complain("option requires an argument -- '" + text.charAt(i) + "'");
        return next;
      }
      out.add(quoted(parameters.get(next)));
      return next + 1;
    }
    return next;
  }

  private void complain(String message) throws IOException {
    failed = true;
    process.error(message);
  }

  private String quoted(String word) {
    return quotes ? "'" + word.replace("'", "'\\''") + "'" : word;
  }
}
