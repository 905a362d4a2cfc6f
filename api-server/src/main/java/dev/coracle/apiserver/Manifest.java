// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.api.KubeObject;
import java.util.List;

/** An object of a file, and the line, from 1, where it begins. */
public record Manifest(KubeObject object, int line) {

  /**
   * The objects of a YAML text, those of lists one by one.
   *
   * @throws IllegalArgumentException when it is no YAML, or a document is no object
   */
  public static List<Manifest> all(String yaml) {
    return YamlDocuments.parse(yaml);
  }
}
