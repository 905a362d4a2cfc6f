// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

@MiniCluster
class FailureReportTest {

  @TempDir Path directory;

  private final List<String> published = new ArrayList<>();

  @Test
  void failure_carriesTheReport(Cluster cluster) {
    AssertionError failure = new AssertionError("expected: 1");

    FailureReport.attach(context(failure, true), cluster);

    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0].toString())
        .contains("the cluster when the test failed", "node-1", "Nothing is wrong");
    assertThat(published).singleElement().asString().contains("kube-system/kube-dns");
  }

  @Test
  void failure_isToldOnOneScreenAndWhollyInAFile(Cluster cluster) {
    AssertionError failure = new AssertionError("expected: 1");

    ClusterAtFailure.tell(failure, cluster, new ReportFile("Web.works", Optional.of(directory)));

    Path file = directory.resolve("Web.works.txt");
    assertThat(failure.getSuppressed()[0].getMessage())
        .endsWith("Nothing is wrong that the cluster knows of.\nall of it: " + file);
    assertThat(file).content().contains("kube-system/kube-dns");
  }

  @Test
  void failureWithoutAPlaceForFiles_isToldWholly(Cluster cluster) throws IOException {
    Path occupied = Files.createFile(directory.resolve("a-file"));
    AssertionError failure = new AssertionError("expected: 1");

    ClusterAtFailure.tell(failure, cluster, new ReportFile("Web.works", Optional.of(occupied)));

    assertThat(failure.getSuppressed()[0].getMessage()).contains("kube-system/kube-dns");
  }

  @Test
  void fileOfATest_isNamedByItsClassItsMethodAndItsTurn() {
    ExtensionContext context = context(new AssertionError(), true);

    assertThat(ReportFile.of(context).name())
        .isEqualTo("dev.coracle.junit.FailureReportTest.olderJUnit_getsAnEntry.3");
    assertThat(ReportFile.of(getClass()).name()).isEqualTo("dev.coracle.junit.FailureReportTest");
  }

  @Test
  void olderJUnit_getsAnEntry(Cluster cluster) {
    FailureReport.attach(context(new AssertionError(), false), cluster);

    assertThat(published).singleElement().asString().contains("kube-system/kube-dns");
  }

  /** The failure is what counts: that there is nothing to report does not hide it. */
  @Test
  void failureAfterTheClusterIsClosed_staysTheFailure() {
    AssertionError failure = new AssertionError("expected: 1");
    Cluster closed = Cluster.builder().virtualTime().start();
    closed.close();

    FailureReport.attach(context(failure, true), closed);

    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessageStartingWith("cluster is closed"));
    assertThat(published).isEmpty();
  }

  @Test
  void abortedTest_isNoFailure(Cluster cluster) {
    TestAbortedException aborted = new TestAbortedException("assumption");

    FailureReport.attach(context(aborted, true), cluster);

    assertThat(aborted.getSuppressed()).isEmpty();
    assertThat(published).isEmpty();
  }

  /** A context that knows how its test ended, and collects what is published. */
  private ExtensionContext context(Throwable failure, boolean takesFiles) {
    return (ExtensionContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ExtensionContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getExecutionException" -> Optional.of(failure);
                  case "getTestClass" -> Optional.of(getClass());
                  case "getTestMethod" ->
                      Optional.of(
                          getClass().getDeclaredMethod("olderJUnit_getsAnEntry", Cluster.class));
                  case "getUniqueId" -> "[class:x]/[test-template:y]/[test-template-invocation:#3]";
                  case "publishFile" -> takeFile(takesFiles, arguments[2]);
                  case "publishReportEntry" -> takeEntry(arguments);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private @Nullable Object takeEntry(Object... arguments) {
    published.add(
        arguments.length == 1 ? ((Map<?, ?>) arguments[0]).toString() : arguments[1] + "");
    return null;
  }

  @SuppressWarnings("unchecked")
  private @Nullable Object takeFile(boolean takesFiles, Object writer) throws Throwable {
    if (!takesFiles) {
      throw new NoSuchMethodError("publishFile");
    }
    Path file = directory.resolve("cluster.txt");
    ((ThrowingConsumer<Path>) writer).accept(file);
    published.add(Files.readString(file));
    return null;
  }
}
