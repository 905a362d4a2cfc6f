// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.testing.Cluster;
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
        .contains("the cluster when the test failed", "node-1", "kube-system/kube-dns");
    assertThat(published).singleElement().asString().contains("kube-system/kube-dns");
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
