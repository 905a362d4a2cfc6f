// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone;

import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The jar that this module makes: these tests have it on their class path, and not its parts. */
final class Jar {

  static final String INSIDE = "dev/coracle/shaded/";

  /** A package of a library inside that is not renamed, as class files and as strings name it. */
  static final Pattern LIBRARY =
      Pattern.compile(
          "(?<![/.])(com[/.]fasterxml[/.]jackson|com[/.]google[/.](common|thirdparty)|io[/.]netty"
              + "|org[/.](eclipse[/.]jetty|slf4j|snakeyaml)|tools[/.]jackson)(?=[/.]\\w)");

  private Jar() {}

  static Path path() {
    try {
      return Path.of(Cluster.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The names of its files. */
  static List<String> files() {
    try (ZipFile zip = new ZipFile(path().toFile())) {
      return zip.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a look at each file of some names finds. */
  static List<String> findings(Predicate<String> names, Look look) {
    try (ZipFile zip = new ZipFile(path().toFile())) {
      return zip.stream()
          .filter(entry -> !entry.isDirectory() && names.test(entry.getName()))
          .flatMap(entry -> look.at(entry.getName(), bytes(zip, entry)).stream())
          .distinct()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String name) {
    return findings(
            name::equals, (file, bytes) -> List.of(new String(bytes, StandardCharsets.UTF_8)))
        .get(0);
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry) {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is worth to be told about a file. */
  interface Look {

    List<String> at(String name, byte[] bytes);
  }
}
