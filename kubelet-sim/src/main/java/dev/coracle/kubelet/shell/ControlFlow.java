// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

/** The ways in which a command ends more than itself. */
abstract sealed class ControlFlow extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int value;

  ControlFlow(int value) {
    super(null, null, false, false);
    this.value = value;
  }

  /** The exit code, or for {@link Break} and {@link Continue} how many loops are meant. */
  int value() {
    return value;
  }

  static final class Break extends ControlFlow {
    private static final long serialVersionUID = 1L;

    Break(int loops) {
      super(loops);
    }
  }

  static final class Continue extends ControlFlow {
    private static final long serialVersionUID = 1L;

    Continue(int loops) {
      super(loops);
    }
  }

  static final class Return extends ControlFlow {
    private static final long serialVersionUID = 1L;

    Return(int status) {
      super(status);
    }
  }

  static final class Exit extends ControlFlow {
    private static final long serialVersionUID = 1L;

    private final boolean failure;

    Exit(int status) {
      this(status, false);
    }

    Exit(int status, boolean failure) {
      super(status);
      this.failure = failure;
    }

    /** Whether this is an error, which ends a script but not a shell at its prompt. */
    boolean isFailure() {
      return failure;
    }
  }

  /** The process was killed: no trap runs any more. */
  static final class Killed extends ControlFlow {
    private static final long serialVersionUID = 1L;

    Killed(int signal) {
      super(128 + signal);
    }
  }
}
