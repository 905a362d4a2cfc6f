// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.syntax.RegexSyntax;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The regular expressions of a run, each compiled once. */
final class Regexes {

  private static final int MOST = 1000;

  private final Variables variables;
  private final Map<String, Pattern> patterns = new HashMap<>();

  Regexes(Variables variables) {
    this.variables = variables;
  }

  Pattern compile(String expression) {
    boolean ignoresCase = variables.ignoresCase();
    String key = (ignoresCase ? "i" : "c") + expression;
    Pattern known = patterns.get(key);
    if (known != null) {
      return known;
    }
    if (patterns.size() >= MOST) {
      patterns.clear();
    }
    Pattern compiled = RegexSyntax.compile(expression, true, ignoresCase);
    patterns.put(key, compiled);
    return compiled;
  }
}
