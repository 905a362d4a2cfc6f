// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that has been read.
 *
 * @param begin what is done before the first record
 * @param rules what is done with each record, if its pattern says so
 * @param end what is done after the last record
 */
record Script(
    List<Statement> begin, List<Rule> rules, List<Statement> end, Map<String, Function> functions) {

  Script {
    begin = List.copyOf(begin);
    rules = List.copyOf(rules);
    end = List.copyOf(end);
    functions = Map.copyOf(functions);
  }

  /** The function of a name; the parser has seen to it that there is one. */
  Function function(String name) {
    return requireNonNull(functions.get(name), name);
  }

  /** Whether it looks at input; otherwise none is read. */
  boolean readsInput() {
    return !rules.isEmpty() || !end.isEmpty();
  }

  /**
   * A pattern and its action.
   *
   * @param from what the record must be; none stands for every record
   * @param to the end of a range of records
   */
  record Rule(Optional<Expression> from, Optional<Expression> to, Statement action) {}

  /** A function, whose parameters that no call gives are its own variables. */
  record Function(String name, List<String> parameters, Statement body) {
    Function {
      parameters = List.copyOf(parameters);
    }
  }
}
