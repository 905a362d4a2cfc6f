// SPDX-License-Identifier: Apache-2.0

package dev.coracle.micronaut;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the artifact may know, so that it goes with the thin artifacts and the standalone one. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.coracle.micronaut");

  @Test
  void artifact_knowsWhatIsTheSameInEveryJar() {
    classes()
        .that()
        .resideInAPackage("dev.coracle.micronaut..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "io.micronaut..",
            "dev.coracle.micronaut..",
            "dev.coracle.api..",
            "dev.coracle.junit..",
            "dev.coracle.program..",
            "dev.coracle.testing..")
        .check(CLASSES);
  }
}
