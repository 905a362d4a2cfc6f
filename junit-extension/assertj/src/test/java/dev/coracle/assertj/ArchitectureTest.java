// SPDX-License-Identifier: Apache-2.0

package dev.coracle.assertj;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What assertions may name: they run beside either jar, in one of which libraries are renamed. */
final class ArchitectureTest {

  @Test
  void assertions_nameTheFixtureAndAssertJOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.coracle.assertj",
            "dev.coracle.testing",
            "org.assertj.core.api..",
            "org.assertj.core.description..",
            "org.jspecify..",
            "java..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.coracle.assertj"));
  }
}
