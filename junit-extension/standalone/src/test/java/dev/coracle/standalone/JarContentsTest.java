// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is in the jar, and what is not. */
class JarContentsTest {

  private static final Pattern ALLOWED =
      Pattern.compile(
          "dev/coracle/.*|META-INF/versions/[0-9]+/dev/coracle/.*|META-INF/MANIFEST\\.MF"
              + "|META-INF/(services|maven)/.*|META-INF/(LICENSE|NOTICE)[^/]*");

  /** What Jetty itself gives to requests, and looks up in switches. */
  private static final Pattern ATTRIBUTES =
      Pattern.compile(
          "org\\.eclipse\\.jetty\\.(io\\.Endpoint\\.SslSessionData|proxy\\..*"
              + "|server\\.(error_[a-z]+|x509))");

  private static final String RENAMED = "dev.coracle.shaded.";

  @Test
  void jar_holdsFilesOfOursAlone() {
    List<String> files = Jar.files();

    assertThat(files).hasSizeGreaterThan(5000).allMatch(ALLOWED.asMatchPredicate());
  }

  @Test
  void jar_isAnAutomaticModuleOfSeveralReleases() throws IOException {
    try (JarFile jar = new JarFile(Jar.path().toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();

      assertThat(manifest.getValue("Automatic-Module-Name")).isEqualTo("dev.coracle");
      assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
      assertThat(manifest.getValue("Implementation-Version")).isNotBlank();
      assertThat(Jar.files()).noneMatch(name -> name.endsWith("module-info.class"));
    }
  }

  @Test
  void service_namesClassesOfTheJar() {
    Set<String> files = Set.copyOf(Jar.files());

    List<String> providers =
        Jar.findings(
            name -> name.startsWith("META-INF/services/"),
            (name, bytes) -> providers(Jar.text(name)));

    assertThat(providers)
        .hasSizeGreaterThan(5)
        .allMatch(provider -> files.contains(provider.replace('.', '/') + ".class"));
  }

  /** One is for the JDK, which asks it for the names of clusters. */
  @Test
  void services_areOfTheJarToo() {
    List<String> services =
        Jar.files().stream()
            .filter(name -> name.startsWith("META-INF/services/"))
            .map(name -> name.substring("META-INF/services/".length()))
            .toList();

    assertThat(services)
        .filteredOn(name -> !name.startsWith("dev.coracle."))
        .containsExactly("java.net.spi.InetAddressResolverProvider");
  }

  @Test
  void classes_areLoadedByJava17() {
    List<String> newer =
        Jar.findings(
            name -> name.endsWith(".class") && !name.startsWith("META-INF/"),
            (name, bytes) -> new ClassFile(bytes).release() > 17 ? List.of(name) : List.of());

    assertThat(newer).isEmpty();
  }

  /**
   * Messages to people apart, which are the texts with a blank; the way to the user's SLF4J, too.
   */
  @Test
  void texts_nameNoLibraryByItsOwnName() {
    List<String> names =
        Jar.findings(
            name -> name.endsWith(".class") && !name.endsWith("/log/UserRoute.class"),
            (name, bytes) ->
                new ClassFile(bytes)
                    .texts().stream()
                        .filter(text -> !isMessage(text) && !ATTRIBUTES.matcher(text).matches())
                        .filter(text -> Jar.LIBRARY.matcher(text).find())
                        .map(text -> name + ": " + text)
                        .toList());

    assertThat(names).isEmpty();
  }

  /** A switch over texts is compiled to one over their hash codes, which no renaming changes. */
  @Test
  void renamedText_isNoCaseOfASwitch() {
    List<String> cases =
        Jar.findings(
            name -> name.startsWith(Jar.INSIDE) && name.endsWith(".class"),
            (name, bytes) ->
                renamedCases(new ClassFile(bytes)).stream()
                    .map(text -> name + ": " + text)
                    .toList());

    assertThat(cases).isEmpty();
  }

  @Test
  void licences_ofWhatIsBundledAreKept() {
    Set<String> licences =
        Jar.files().stream()
            .filter(name -> name.matches("META-INF/(LICENSE|NOTICE).*"))
            .map(name -> name.substring("META-INF/".length()))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(licences)
        .containsExactly(
            "LICENSE",
            "LICENSE-FastDoubleParser",
            "LICENSE-FastDoubleParser-ThirdParty",
            "LICENSE-SLF4J",
            "LICENSE-Schubfach",
            "NOTICE");
    assertThat(Jar.text("META-INF/LICENSE")).contains("Apache License");
    assertThat(Jar.text("META-INF/NOTICE")).contains("Eclipse Jetty", "Tatu Saloranta");
  }

  /** Nothing with a blank is a name; Netty logs the properties that it was given as options. */
  private static boolean isMessage(String text) {
    return text.indexOf(' ') >= 0 || text.startsWith("-D");
  }

  private static List<String> renamedCases(ClassFile file) {
    List<String> renamed = file.texts().stream().filter(text -> text.startsWith(RENAMED)).toList();
    if (renamed.isEmpty()) {
      return List.of();
    }
    Set<Integer> numbers = file.numbers();
    return renamed.stream()
        .filter(text -> numbers.contains(text.substring(RENAMED.length()).hashCode()))
        .toList();
  }

  private static List<String> providers(String service) {
    return service
        .lines()
        .map(line -> line.replaceAll("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
