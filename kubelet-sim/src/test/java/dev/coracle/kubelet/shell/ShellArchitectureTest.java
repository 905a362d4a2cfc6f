// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rooms of the shell, and who may enter which. */
class ShellArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.coracle.kubelet.shell");

  @Test
  void programs_seeTheirProcess_andTheShellSeesNoProgram() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.coracle.kubelet.shell..")
        .layer("table")
        .definedBy("dev.coracle.kubelet.shell.program")
        .layer("program")
        .definedBy("dev.coracle.kubelet.shell.program.*..")
        .layer("shell")
        .definedBy("dev.coracle.kubelet.shell")
        .layer("process")
        .definedBy("dev.coracle.kubelet.shell.process")
        .layer("syntax")
        .definedBy("dev.coracle.kubelet.shell.syntax")
        .whereLayer("table")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("program")
        .mayOnlyBeAccessedByLayers("table")
        .whereLayer("shell")
        .mayOnlyBeAccessedByLayers("table")
        .whereLayer("process")
        .mayOnlyBeAccessedByLayers("shell", "table", "program")
        .check(CLASSES);
  }

  @Test
  void shell_isKnownToTheTableOfProgramsOnly() {
    noClasses()
        .that()
        .resideInAPackage("..shell.program..")
        .and()
        .doNotHaveSimpleName("StandardPrograms")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.coracle.kubelet.shell")
        .check(CLASSES);
  }

  @Test
  void packages_areFreeOfCycles() {
    slices().matching("dev.coracle.kubelet.(shell..)").should().beFreeOfCycles().check(CLASSES);
  }
}
