// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

/** The names of variables and functions. */
public final class Names {

  private Names() {}

  public static boolean isPart(char c, boolean first) {
    return c == '_'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (!first && c >= '0' && c <= '9');
  }

  public static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isPart(text.charAt(i), i == 0)) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
