// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The direction of the dependencies among the nodes' rooms, and what their faces may name. */
class ArchitectureTest {

  private static final int LONGEST_FILE = 600;
  private static final int MOST_FILES = 60;
  private static final String[] OTHERS = {"io.netty", "org.eclipse.jetty", "tools.jackson"};

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.coracle.kubelet", "dev.coracle.program");

  @Test
  void rooms_areEnteredFromAbove() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.coracle.kubelet..", "dev.coracle.program..")
        .layer("nodes")
        .definedBy("dev.coracle.kubelet")
        .layer("pod")
        .definedBy("dev.coracle.kubelet.pod")
        .layer("volume")
        .definedBy("dev.coracle.kubelet.volume")
        .layer("process")
        .definedBy("dev.coracle.kubelet.process")
        .layer("node")
        .definedBy("dev.coracle.kubelet.node")
        .layer("image")
        .definedBy("dev.coracle.kubelet.image")
        .layer("stream")
        .definedBy("dev.coracle.kubelet.stream")
        .layer("spec")
        .definedBy("dev.coracle.kubelet.spec")
        .layer("files")
        .definedBy("dev.coracle.kubelet.files")
        .layer("thread")
        .definedBy("dev.coracle.kubelet.thread")
        .layer("shell")
        .definedBy("dev.coracle.kubelet.shell..")
        .whereLayer("nodes")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("pod")
        .mayOnlyBeAccessedByLayers("nodes")
        .whereLayer("volume")
        .mayOnlyBeAccessedByLayers("pod")
        .whereLayer("process")
        .mayOnlyBeAccessedByLayers("pod")
        .whereLayer("node")
        .mayOnlyBeAccessedByLayers("nodes", "pod", "volume", "process")
        .whereLayer("stream")
        .mayOnlyBeAccessedByLayers("pod", "process")
        .whereLayer("files")
        .mayOnlyBeAccessedByLayers("nodes", "node", "pod", "volume", "process")
        .whereLayer("thread")
        .mayOnlyBeAccessedByLayers("pod", "process", "stream")
        .whereLayer("shell")
        .mayOnlyBeAccessedByLayers("process")
        .check(CLASSES);
  }

  @Test
  void programs_knowNothingOfNodes() {
    noClasses()
        .that()
        .resideInAPackage("dev.coracle.program..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.coracle.kubelet..", "io.netty..", "tools.jackson..")
        .check(CLASSES);
  }

  @Test
  void nodes_knowNothingOfTheNetwork() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.coracle.netproxy..", "dev.coracle.testing..")
        .check(CLASSES);
  }

  @Test
  void nodes_seeOnlyTheApiOfTheServer() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.coracle.apiserver..", "dev.coracle.controller..")
        .check(CLASSES);
  }

  @Test
  void faces_nameNoTypesOfOtherLibraries() {
    codeUnits()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage("dev.coracle.program", "dev.coracle.kubelet")
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .and()
        .arePublic()
        .should(nameOnlyOurTypes())
        .check(CLASSES);
  }

  private static ArchCondition<JavaCodeUnit> nameOnlyOurTypes() {
    return new ArchCondition<>("name only types of ours and of Java") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        Set<String> foreign =
            Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                .map(JavaType::getAllInvolvedRawTypes)
                .flatMap(Set::stream)
                .map(JavaClass::getName)
                .filter(ArchitectureTest::isForeign)
                .collect(Collectors.toSet());
        events.add(
            new SimpleConditionEvent(
                unit, foreign.isEmpty(), unit.getFullName() + " names " + foreign));
      }
    };
  }

  private static boolean isForeign(String type) {
    return Stream.of(OTHERS).anyMatch(type::startsWith);
  }

  @Test
  void classes_areFinalOrMeantToBeImplemented() {
    classes()
        .that()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .and()
        .areTopLevelClasses()
        .should()
        .haveModifier(FINAL)
        .orShould()
        .haveModifier(ABSTRACT)
        .orShould()
        .beAssignableTo(Throwable.class)
        .check(CLASSES);
  }

  @Test
  void packages_formNoCycle() {
    slices().matching("dev.coracle.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void rooms_stayShortEnoughToRead() throws IOException {
    for (Path directory : directories()) {
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files.filter(f -> f.toString().endsWith(".java")))
            .as(directory.toString())
            .hasSizeLessThanOrEqualTo(MOST_FILES);
      }
    }
  }

  @Test
  void sourceFiles_stayShortEnoughToRead() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<Path> sources = files.filter(f -> f.toString().endsWith(".java")).toList();
      assertThat(sources)
          .isNotEmpty()
          .allSatisfy(f -> assertThat(lines(f)).as("lines").isLessThanOrEqualTo(LONGEST_FILE));
    }
  }

  /** The rooms; the shell's is being divided. */
  private static List<Path> directories() throws IOException {
    try (Stream<Path> all = Files.walk(Path.of("src/main/java"))) {
      List<Path> found =
          all.filter(Files::isDirectory).filter(d -> !d.endsWith("kubelet/shell")).toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
