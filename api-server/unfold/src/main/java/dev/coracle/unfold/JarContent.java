// SPDX-License-Identifier: Apache-2.0

package dev.coracle.unfold;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The entries of a jar, in their order, each with its time. */
record JarContent(Map<String, Entry> entries) {

  private static final String CLASS = ".class";

  record Entry(LocalDateTime time, byte[] bytes) {}

  static JarContent read(Path jar) throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    try (InputStream file = Files.newInputStream(jar);
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry next = zip.getNextEntry(); next != null; next = zip.getNextEntry()) {
        entries.put(next.getName(), new Entry(next.getTimeLocal(), zip.readAllBytes()));
      }
    }
    return new JarContent(entries);
  }

  /** The classes by their internal names, without what is for newer JDKs only. */
  SortedMap<String, byte[]> classes() {
    SortedMap<String, byte[]> classes = new TreeMap<>();
    entries.forEach(
        (name, entry) -> {
          if (isClass(name)) {
            classes.put(name.substring(0, name.length() - CLASS.length()), entry.bytes());
          }
        });
    return classes;
  }

  private static boolean isClass(String name) {
    return name.endsWith(CLASS)
        && !name.equals("module-info.class")
        && !name.startsWith("META-INF/");
  }

  /** The same with other and more classes; those that are new come last. */
  JarContent with(SortedMap<String, byte[]> classes) {
    LocalDateTime time = entries.values().iterator().next().time();
    Map<String, Entry> changed = new LinkedHashMap<>(entries);
    classes.forEach((name, bytes) -> changed.put(name + CLASS, new Entry(time, bytes)));
    return new JarContent(changed);
  }

  void write(Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (Map.Entry<String, Entry> entry : entries.entrySet()) {
        ZipEntry next = new ZipEntry(entry.getKey());
        next.setTimeLocal(entry.getValue().time());
        zip.putNextEntry(next);
        zip.write(entry.getValue().bytes());
        zip.closeEntry();
      }
    }
  }
}
