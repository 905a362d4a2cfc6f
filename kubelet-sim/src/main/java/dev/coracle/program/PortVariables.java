// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables by which an application is told where to listen for each port of its container, or
 * where none is said {@code PORT} and {@code PORT_8080} after those that the container declares.
 */
record PortVariables(List<Variable> variables) {

  static final PortVariables NONE = new PortVariables(List.of());

  /** A port of the container, and a variable that says something about it. */
  record Variable(int port, String name, Meaning meaning) {

    Variable {
      requireNonNull(name, "variable");
    }
  }

  /** What a variable carries. */
  enum Meaning {
    HIDDEN_PORT,
    HIDDEN_ADDRESS,
    /** The Pod's own address, for a server that binds it itself. */
    POD_ADDRESS
  }

  PortVariables {
    variables = List.copyOf(variables);
  }

  PortVariables with(int port, String name, Meaning meaning) {
    List<Variable> more = new ArrayList<>(variables);
    more.add(new Variable(port, name, meaning));
    return new PortVariables(more);
  }

  /** Takes the ports from the container; the values of the variables. */
  Map<String, String> bind(ContainerContext context) throws IOException {
    Map<Integer, InetSocketAddress> real = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    for (Variable variable : variables.isEmpty() ? declared(context) : variables) {
      if (!real.containsKey(variable.port())) {
        real.put(variable.port(), take(context, variable));
      }
      values.putIfAbsent(variable.name(), value(variable, real.get(variable.port())));
    }
    return values;
  }

  private static InetSocketAddress take(ContainerContext context, Variable variable)
      throws IOException {
    if (variable.meaning() != Meaning.POD_ADDRESS) {
      return context.bindAddress(variable.port());
    }
    context.serves(variable.port());
    return new InetSocketAddress(context.pod().address(), variable.port());
  }

  private static String value(Variable variable, InetSocketAddress real) {
    return variable.meaning() == Meaning.HIDDEN_PORT
        ? String.valueOf(real.getPort())
        : real.getAddress().getHostAddress();
  }

  private static List<Variable> declared(ContainerContext context) {
    List<Variable> all = new ArrayList<>();
    for (int port : context.ports()) {
      all.add(new Variable(port, "PORT", Meaning.HIDDEN_PORT));
      all.add(new Variable(port, "PORT_" + port, Meaning.HIDDEN_PORT));
    }
    return all;
  }
}
