// SPDX-License-Identifier: Apache-2.0

package dev.coracle.unfold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.SortedMap;

/**
 * Rewrites the classes of a jar so that their lambdas and record methods need no linking at run
 * time. What is rewritten already stays as it is; equal jars come out equal.
 */
public final class Unfold {

  private Unfold() {}

  /** Rewrites the jars that are named. */
  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      jar(Path.of(jar));
    }
  }

  static void jar(Path jar) throws IOException {
    JarContent content = JarContent.read(jar);
    SortedMap<String, byte[]> changed = changed(content.classes());
    if (!changed.isEmpty()) {
      Path unfolded = jar.resolveSibling(jar.getFileName() + ".unfolded");
      content.with(changed).write(unfolded);
      Files.move(unfolded, jar, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The classes that are new or other than before, by their internal names. */
  static SortedMap<String, byte[]> changed(Map<String, byte[]> classes) {
    UnfoldedClasses unfolded = new UnfoldedClasses(classes);
    classes.keySet().forEach(unfolded::rewrite);
    return unfolded.finish();
  }
}
