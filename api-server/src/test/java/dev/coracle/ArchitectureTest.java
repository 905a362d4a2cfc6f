// SPDX-License-Identifier: Apache-2.0

package dev.coracle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The direction of the dependencies inside the control plane, and the size of its files. */
class ArchitectureTest {
  private static final int LONGEST_FILE = 600;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.coracle.api", "dev.coracle.apiserver", "dev.coracle.controller");

  @Test
  void requests_flowFromHttpToTheStore() {
    check(
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.coracle.apiserver..")
            .withOptionalLayers(true)
            .layer("wiring")
            .definedBy("dev.coracle.apiserver")
            .layer("http")
            .definedBy("dev.coracle.apiserver.http..")
            .layer("request")
            .definedBy("dev.coracle.apiserver.request..")
            .layer("registry")
            .definedBy("dev.coracle.apiserver.registry..")
            .layer("patch")
            .definedBy("dev.coracle.apiserver.patch..")
            .layer("schema")
            .definedBy("dev.coracle.apiserver.schema..")
            .layer("store")
            .definedBy("dev.coracle.apiserver.store..")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("request")
            .mayOnlyBeAccessedByLayers("http", "wiring")
            .whereLayer("registry")
            .mayOnlyBeAccessedByLayers("request", "http", "wiring")
            .whereLayer("patch")
            .mayOnlyBeAccessedByLayers("registry", "request", "http", "wiring")
            .whereLayer("schema")
            .mayOnlyBeAccessedByLayers("patch", "registry", "request", "http", "wiring")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("registry", "request", "wiring"));
  }

  @Test
  void api_knowsNothingOfTheServer() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.coracle.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.coracle.apiserver..", "dev.coracle.controller.."));
  }

  @Test
  void controllers_seeOnlyTheApi() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.coracle.controller..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.coracle.apiserver.."));
  }

  @Test
  void time_standsAlone() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.coracle.api.time..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.coracle.api", "dev.coracle.api.model.."));
  }

  @Test
  void addresses_standAlone() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.coracle.api.net")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("dev.coracle.api.net", "java..", "org.jspecify.."));
  }

  @Test
  void packages_formNoCycle() {
    check(slices().matching("dev.coracle.(**)").should().beFreeOfCycles());
  }

  @Test
  void sourceFiles_stayShortEnoughToRead() throws IOException {
    List<Path> sources = mainSources();

    assertThat(sources)
        .isNotEmpty()
        .allSatisfy(file -> assertThat(lines(file)).as("lines").isLessThanOrEqualTo(LONGEST_FILE));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  /** The Java files below {@code src/main/java} of this module and of its siblings. */
  private static List<Path> mainSources() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve("api-server"))) {
      root = root.getParent();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(ArchitectureTest::isMainSource).toList();
    }
  }

  private static boolean isMainSource(Path file) {
    String path = file.toString().replace('\\', '/');
    return path.endsWith(".java") && path.contains("/src/main/java/");
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
