// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

/** Thrown for an expression that is none, in a test or in arithmetic. */
public final class TestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TestException(String message) {
    super(message);
  }
}
