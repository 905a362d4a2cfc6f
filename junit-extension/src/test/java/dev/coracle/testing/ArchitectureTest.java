// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
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

/** The direction of the dependencies in the fixture, and what its face may name. */
class ArchitectureTest {

  private static final int LONGEST_FILE = 600;
  private static final String[] OTHERS = {"io.netty", "org.eclipse.jetty", "tools.jackson"};

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.coracle.testing", "dev.coracle.junit");

  @Test
  void fixture_knowsNothingOfJUnit() {
    noClasses()
        .that()
        .resideInAPackage("dev.coracle.testing..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.coracle.junit..", "org.junit..")
        .check(CLASSES);
  }

  @Test
  void faces_nameNoTypesOfOtherLibraries() {
    codeUnits()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage("dev.coracle.testing", "dev.coracle.junit")
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
  void sourceFiles_stayShortEnoughToRead() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<Path> sources = files.filter(f -> f.toString().endsWith(".java")).toList();
      assertThat(sources)
          .isNotEmpty()
          .allSatisfy(f -> assertThat(lines(f)).as("lines").isLessThanOrEqualTo(LONGEST_FILE));
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
