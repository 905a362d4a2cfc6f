// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A variable: it holds a value or an array, and its first use decides which. */
abstract sealed class Variable {

  private final Optional<Variable> origin;
  private Value value = Values.UNSET;
  private Optional<AwkArray> array = Optional.empty();

  private Variable(Optional<Variable> origin) {
    this.origin = origin;
  }

  /** A variable that nothing has used yet. */
  static Variable unused() {
    return new Plain(Optional.empty());
  }

  static Variable of(Value value) {
    Variable variable = unused();
    variable.value = value;
    return variable;
  }

  /** A parameter: the value of its argument or, if the function wants one, the same array. */
  static Variable parameter(Variable argument) {
    Variable parameter = new Plain(Optional.of(argument));
    parameter.array = argument.array;
    parameter.value = argument.value();
    return parameter;
  }

  Value value() {
    return value;
  }

  void set(Value changed) {
    if (array.isPresent()) {
      throw new AwkException("Not a scalar");
    }
    value = changed;
  }

  boolean isArray() {
    return array.isPresent();
  }

  AwkArray array() {
    if (array.isEmpty()) {
      if (!(value instanceof Value.Unset)) {
        throw new AwkException("Not an array");
      }
      array = Optional.of(origin.map(Variable::array).orElseGet(AwkArray::new));
    }
    return array.get();
  }

  /** A variable that keeps what it is given. */
  private static final class Plain extends Variable {
    private Plain(Optional<Variable> origin) {
      super(origin);
    }
  }

  /** A variable that is computed, and has effects when it is set. */
  static final class Computed extends Variable {
    private final Supplier<Value> read;
    private final Consumer<Value> write;

    Computed(Supplier<Value> read, Consumer<Value> write) {
      super(Optional.empty());
      this.read = read;
      this.write = write;
    }

    @Override
    Value value() {
      return read.get();
    }

    @Override
    void set(Value changed) {
      write.accept(changed);
    }
  }
}
