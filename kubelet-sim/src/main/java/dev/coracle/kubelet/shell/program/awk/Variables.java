// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The variables of a run, with those that the language itself reads and sets. */
final class Variables {

  private final Map<String, Variable> all = new HashMap<>();
  private final Variable convertFormat = define("CONVFMT", "%.6g");
  private final Variable outputFormat = define("OFMT", "%.6g");
  private final Variable fieldSeparator = define("FS", " ");
  private final Variable outputFieldSeparator = define("OFS", " ");
  private final Variable recordSeparator = define("RS", "\n");
  private final Variable outputRecordSeparator = define("ORS", "\n");
  private final Variable subscriptSeparator = define("SUBSEP", "\034");
  private final Variable ignoreCase = get("IGNORECASE");

  private Variable define(String name, String text) {
    Variable variable = Variable.of(Values.of(text));
    all.put(name, variable);
    return variable;
  }

  void define(String name, Variable variable) {
    all.put(name, variable);
  }

  /** The variable of a name, which exists from its first use. */
  Variable get(String name) {
    return all.computeIfAbsent(name, unknown -> Variable.unused());
  }

  void set(String name, double number) {
    get(name).set(Values.of(number));
  }

  /** An array of texts by number, from 0. */
  void setArray(String name, List<String> texts) {
    AwkArray array = get(name).array();
    for (int i = 0; i < texts.size(); i++) {
      array.put(Integer.toString(i), Values.read(texts.get(i)));
    }
  }

  String fieldSeparator() {
    return text(fieldSeparator);
  }

  String outputFieldSeparator() {
    return text(outputFieldSeparator);
  }

  String recordSeparator() {
    return text(recordSeparator);
  }

  String outputRecordSeparator() {
    return text(outputRecordSeparator);
  }

  String subscriptSeparator() {
    return text(subscriptSeparator);
  }

  boolean ignoresCase() {
    return ignoreCase.value().isTrue();
  }

  /** The text of a value where it is not printed. */
  String text(Value value) {
    return value.text(formatOf(convertFormat));
  }

  /** The text of a value where it is printed. */
  String printed(Value value) {
    return value.text(formatOf(outputFormat));
  }

  private String text(Variable variable) {
    return text(variable.value());
  }

  private static String formatOf(Variable variable) {
    return variable.value().text("%.6g");
  }
}
