// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

/** What ends a statement, a function, a record or the program before its end is reached. */
abstract sealed class Stop extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private Stop() {
    super(null, null, false, false);
  }

  /** A jump out of a loop or to the next record. */
  static final class Jump extends Stop {
    private static final long serialVersionUID = 1L;

    private final Statement.Destination destination;

    Jump(Statement.Destination destination) {
      this.destination = destination;
    }

    Statement.Destination destination() {
      return destination;
    }
  }

  /** The end of a function. */
  static final class Return extends Stop {
    private static final long serialVersionUID = 1L;

    private final transient Value value;

    Return(Value value) {
      this.value = value;
    }

    Value value() {
      return value;
    }
  }

  /** The end of the program; its status is already known. */
  static final class Exit extends Stop {
    private static final long serialVersionUID = 1L;
  }
}
