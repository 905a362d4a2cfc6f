// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

/** The ways in which a command ends what it stands in, but not its shell. */
abstract sealed class ControlFlow extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int value;

  private ControlFlow(int value) {
    super(null, null, false, false);
    this.value = value;
  }

  /** The status of a {@link Return}; for the others, how many loops are meant. */
  final int value() {
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
}
