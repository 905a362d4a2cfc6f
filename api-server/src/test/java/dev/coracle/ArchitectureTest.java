// SPDX-License-Identifier: Apache-2.0

package dev.coracle;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.coracle.apiserver.schema.Kinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** The direction of the dependencies inside the control plane, and what its faces may name. */
class ArchitectureTest {

  /** The exported packages whose documents, and views of them, are trees of Jackson. */
  private static final Set<String> OF_TREES = Set.of("dev.coracle.api", "dev.coracle.api.model");

  private static final List<String> RELOCATED =
      List.of("io.netty..", "org.eclipse.jetty..", "tools.jackson..", "com.fasterxml.jackson..");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.coracle.api", "dev.coracle.apiserver", "dev.coracle.controller");

  @Test
  void requests_flowFromHttpToTheStore() {
    check(
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.coracle.apiserver..")
            .layer("wiring")
            .definedBy("dev.coracle.apiserver")
            .layer("builtin")
            .definedBy("dev.coracle.apiserver.builtin..")
            .layer("http")
            .definedBy("dev.coracle.apiserver.http..")
            .layer("discovery")
            .definedBy("dev.coracle.apiserver.discovery..")
            .layer("request")
            .definedBy("dev.coracle.apiserver.request..")
            .layer("admission")
            .definedBy("dev.coracle.apiserver.admission..")
            .layer("fields")
            .definedBy("dev.coracle.apiserver.fields..")
            .layer("auth")
            .definedBy("dev.coracle.apiserver.auth..")
            .layer("registry")
            .definedBy("dev.coracle.apiserver.registry..")
            .layer("patch")
            .definedBy("dev.coracle.apiserver.patch..")
            .layer("codec")
            .definedBy("dev.coracle.apiserver.codec..")
            .layer("schema")
            .definedBy("dev.coracle.apiserver.schema..")
            .layer("store")
            .definedBy("dev.coracle.apiserver.store..")
            .whereLayer("wiring")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("builtin")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("discovery")
            .mayOnlyBeAccessedByLayers("http")
            .whereLayer("request")
            .mayOnlyBeAccessedByLayers("http", "wiring")
            .whereLayer("admission")
            .mayOnlyBeAccessedByLayers("request")
            .whereLayer("fields")
            .mayOnlyBeAccessedByLayers("request")
            .whereLayer("auth")
            .mayOnlyBeAccessedByLayers(
                "registry", "admission", "fields", "request", "http", "wiring")
            .whereLayer("registry")
            .mayOnlyBeAccessedByLayers("admission", "request", "http", "builtin", "wiring")
            .whereLayer("patch")
            .mayOnlyBeAccessedByLayers("request", "wiring")
            .whereLayer("codec")
            .mayOnlyBeAccessedByLayers("registry", "request", "http", "wiring")
            .whereLayer("schema")
            .mayOnlyBeAccessedByLayers(
                "codec", "patch", "discovery", "registry", "builtin", "request", "http", "wiring")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("admission", "request", "wiring"));
  }

  @Test
  void strategies_shareOnlyWhatIsAboveTheirRooms() {
    check(
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.coracle.apiserver.registry..")
            .layer("shared")
            .definedBy("dev.coracle.apiserver.registry")
            .layer("service")
            .definedBy("dev.coracle.apiserver.registry.service..")
            .layer("network")
            .definedBy("dev.coracle.apiserver.registry.network..")
            .layer("config")
            .definedBy("dev.coracle.apiserver.registry.config..")
            .layer("pod")
            .definedBy("dev.coracle.apiserver.registry.pod..")
            .layer("workload")
            .definedBy("dev.coracle.apiserver.registry.workload..")
            .whereLayer("shared")
            .mayNotAccessAnyLayer()
            .whereLayer("service")
            .mayOnlyAccessLayers("shared")
            .whereLayer("network")
            .mayOnlyAccessLayers("shared")
            .whereLayer("config")
            .mayOnlyAccessLayers("shared")
            .whereLayer("pod")
            .mayOnlyAccessLayers("shared", "config")
            .whereLayer("workload")
            .mayOnlyAccessLayers("shared", "pod"));
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
    noClasses()
        .that()
        .resideInAPackage("dev.coracle.controller..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.coracle..")
                .and(resideOutsideOfPackages("dev.coracle.api..", "dev.coracle.controller..")))
        .check(CLASSES);
  }

  @Test
  void controllers_doNotSeeEachOther() {
    slices()
        .matching("dev.coracle.controller.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            resideInAPackage("dev.coracle.controller.manager"), DescribedPredicate.alwaysTrue())
        .check(CLASSES);
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

  /** A jar in which Netty, Jetty and Jackson have other names must still fit its users. */
  @Test
  void exportedSignatures_nameNoLibraryThatMayBeRelocated() throws IOException {
    Set<String> exported = exportedPackages();
    exported.removeAll(OF_TREES);

    assertThat(exported)
        .contains("dev.coracle.api.controller", "dev.coracle.controller.manager")
        .allSatisfy(
            room ->
                codeUnits()
                    .that()
                    .areDeclaredInClassesThat(
                        modifier(JavaModifier.PUBLIC)
                            .<JavaClass>forSubtype()
                            .and(resideInAPackage(room)))
                    .and(modifier(JavaModifier.PUBLIC).or(modifier(JavaModifier.PROTECTED)))
                    .should(nameOnly(not(resideInAnyPackage(RELOCATED.toArray(String[]::new)))))
                    .check(CLASSES));
  }

  /** What the module says that others may see, to all or to some. */
  private static Set<String> exportedPackages() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve("api-server"))) {
      root = root.getParent();
    }
    String module = Files.readString(root.resolve("api-server/src/main/java/module-info.java"));
    return Pattern.compile("exports ([\\w.]+)")
        .matcher(module)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static ArchCondition<JavaCodeUnit> nameOnly(DescribedPredicate<JavaClass> allowed) {
    return new ArchCondition<>("name no type of a library that may be relocated") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        Stream.concat(
                unit.getReturnType().getAllInvolvedRawTypes().stream(),
                unit.getParameterTypes().stream()
                    .flatMap(type -> type.getAllInvolvedRawTypes().stream()))
            .filter(not(allowed))
            .forEach(
                type ->
                    events.add(
                        SimpleConditionEvent.violated(
                            unit, unit.getFullName() + " names " + type.getName())));
      }
    };
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

  /** Everybody else is given the kinds of the cluster at hand. */
  @Test
  void builtInKinds_areReadByWiringOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.coracle.apiserver.builtin")
            .should()
            .callMethod(Kinds.class, "table"));
  }

  /** A shared tree stays as it is because of what its nodes are: nobody makes others. */
  @Test
  void nodesOfDocuments_areMadeByOneFactory() {
    check(noClasses().should().accessField(JsonNodeFactory.class, "instance"));
  }

  @Test
  void packages_formNoCycle() {
    check(slices().matching("dev.coracle.(**)").should().beFreeOfCycles());
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(false).check(CLASSES);
  }
}
