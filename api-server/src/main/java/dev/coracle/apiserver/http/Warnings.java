// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the client should hear although its request succeeds, each thing once. */
final class Warnings {

  // As in Kubernetes: when all together are too long for headers, each is cut, and then the rest.
  private static final int MOST_IN_ALL = 4096;
  private static final int MOST_OF_ONE = 256;

  private final Set<String> texts = new LinkedHashSet<>();

  void add(String text) {
    texts.add(text);
  }

  /** The values of the Warning headers. */
  List<String> headers() {
    boolean cut = texts.stream().mapToInt(String::length).sum() > MOST_IN_ALL;
    List<String> headers = new ArrayList<>();
    int written = 0;
    for (String text : texts) {
      if (written >= MOST_IN_ALL) {
        break;
      }
      String shown = cut && text.length() > MOST_OF_ONE ? text.substring(0, MOST_OF_ONE) : text;
      written += shown.length();
      headers.add("299 - \"" + escape(shown) + "\"");
    }
    return headers;
  }

  /** A quoted string; what would end the header or is no text becomes a space. */
  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
  }
}
