// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The direction of the dependencies inside the network, and what its pure parts must not touch. */
class NetworkArchitectureTest {

  private static final String FACE = "dev.coracle.netproxy";
  private static final String[] FOREIGN = {"io.netty..", "org.eclipse.jetty..", "tools.jackson.."};
  private static final String[] SOCKETS = {
    "io.netty..", "java.nio.channels..", "java.io..", "dev.coracle.api.time.."
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(FACE, "dev.coracle.network");

  @Test
  void connections_flowFromTheFaceToTheRoutes() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.coracle.netproxy..", "dev.coracle.network..")
        .layer("face")
        .definedBy(FACE)
        .layer("dns")
        .definedBy("dev.coracle.netproxy.dns..")
        .layer("http")
        .definedBy("dev.coracle.netproxy.http..")
        .layer("client")
        .definedBy("dev.coracle.netproxy.client..")
        .layer("tunnel")
        .definedBy("dev.coracle.netproxy.tunnel..")
        .layer("relay")
        .definedBy("dev.coracle.netproxy.relay..")
        .layer("plan")
        .definedBy("dev.coracle.netproxy.plan..")
        .layer("route")
        .definedBy("dev.coracle.netproxy.route..")
        .layer("policy")
        .definedBy("dev.coracle.netproxy.policy..")
        .layer("words")
        .definedBy("dev.coracle.network..")
        .whereLayer("face")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("dns")
        .mayOnlyBeAccessedByLayers("face")
        .whereLayer("http")
        .mayOnlyBeAccessedByLayers("face")
        .whereLayer("client")
        .mayOnlyBeAccessedByLayers("face")
        .whereLayer("tunnel")
        .mayOnlyBeAccessedByLayers("face")
        .whereLayer("relay")
        .mayOnlyBeAccessedByLayers("face", "dns", "http", "client", "tunnel")
        .whereLayer("plan")
        .mayOnlyBeAccessedByLayers("face", "dns", "http", "client", "tunnel", "relay")
        .whereLayer("policy")
        .mayOnlyAccessLayers("words")
        .whereLayer("words")
        .mayNotAccessAnyLayer()
        .check(CLASSES);
  }

  @Test
  void packages_formNoCycle() {
    slices().matching("dev.coracle.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void routes_touchNoSocketAndNoClock() {
    noClasses()
        .that()
        .resideInAPackage("dev.coracle.netproxy.route..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SOCKETS)
        .check(CLASSES);
  }

  @Test
  void dnsZone_isAnsweredWithoutSocketOrClock() {
    noClasses()
        .that()
        .haveSimpleNameStartingWith("DnsZone")
        .or()
        .haveSimpleNameStartingWith("DnsLookup")
        .or()
        .haveSimpleNameStartingWith("DnsName")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SOCKETS)
        .check(CLASSES);
  }

  @Test
  void kubelets_areNotKnownHere() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.coracle.kubelet..", "dev.coracle.program..", "dev.coracle.testing..")
        .check(CLASSES);
  }

  @Test
  void whatUsersSee_namesNoTypeOfALibraryUnderneath() {
    methods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage("dev.coracle.network..")
        .should(nameNoForeignType())
        .check(CLASSES);
  }

  private static ArchCondition<JavaMethod> nameNoForeignType() {
    DescribedPredicate<JavaClass> foreign = JavaClass.Predicates.resideInAnyPackage(FOREIGN);
    return new ArchCondition<>("name no type of Netty, Jetty or Jackson") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean named =
            Stream.concat(
                    method.getReturnType().getAllInvolvedRawTypes().stream(),
                    method.getParameterTypes().stream()
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream()))
                .anyMatch(foreign);
        events.add(new SimpleConditionEvent(method, !named, method.getFullName()));
      }
    };
  }
}
