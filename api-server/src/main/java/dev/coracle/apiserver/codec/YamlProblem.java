// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

/** Why a text is no YAML, and the line and column, from 1, where that shows. */
public final class YamlProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final int line;
  private final int column;

  YamlProblem(String problem, int line, int column) {
    super("line " + line + ", column " + column + ": " + problem, null, false, false);
    this.problem = problem;
    this.line = line;
    this.column = column;
  }

  public String problem() {
    return problem;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }
}
