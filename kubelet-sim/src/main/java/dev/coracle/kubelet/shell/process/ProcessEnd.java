// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

/** The ways in which a process ends before its program returns. */
public abstract sealed class ProcessEnd extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  private ProcessEnd(int status) {
    super(null, null, false, false);
    this.status = status;
  }

  /** The exit code. */
  public final int status() {
    return status;
  }

  /** It ended itself. */
  public static final class Exit extends ProcessEnd {

    private static final long serialVersionUID = 1L;

    private final boolean failure;

    /** An end that is no error. */
    public Exit(int status) {
      this(status, false);
    }

    /** An end, for an error or not. */
    public Exit(int status, boolean failure) {
      super(status);
      this.failure = failure;
    }

    /** Whether this is an error, which ends a script but not a shell at its prompt. */
    public boolean isFailure() {
      return failure;
    }
  }

  /** It was killed: no trap runs any more. */
  public static final class Killed extends ProcessEnd {

    private static final long serialVersionUID = 1L;

    Killed(int signal) {
      super(128 + signal);
    }
  }
}
