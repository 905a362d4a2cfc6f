// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

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
          .importPackages("dev.coracle.springboot");

  @Test
  void artifact_knowsWhatIsTheSameInEveryJar() {
    classes()
        .that()
        .resideInAPackage("dev.coracle.springboot..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "org.junit..",
            "org.springframework..",
            "dev.coracle.springboot..",
            "dev.coracle.api..",
            "dev.coracle.junit..",
            "dev.coracle.program..",
            "dev.coracle.testing..")
        .check(CLASSES);
  }
}
