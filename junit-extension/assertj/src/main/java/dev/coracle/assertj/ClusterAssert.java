// SPDX-License-Identifier: Apache-2.0

package dev.coracle.assertj;

import dev.coracle.testing.Cluster;
import dev.coracle.testing.Event;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions about a cluster, or about the namespace that it is looked at in. */
public final class ClusterAssert extends AbstractAssert<ClusterAssert, Cluster> {

  ClusterAssert(@Nullable Cluster actual) {
    super(actual, ClusterAssert.class);
  }

  /** A Deployment, of which more is asserted. */
  public WorkloadAssert deployment(String name) {
    return workload("deployment/" + name);
  }

  /** A StatefulSet, of which more is asserted. */
  public WorkloadAssert statefulSet(String name) {
    return workload("statefulset/" + name);
  }

  /** A workload as kubectl knows it, such as {@code replicaset/web}, of which more is asserted. */
  public WorkloadAssert workload(String object) {
    isNotNull();
    return new WorkloadAssert(actual, object).as(object);
  }

  /** A Service, of which more is asserted. */
  public ServiceAssert service(String name) {
    isNotNull();
    return new ServiceAssert(actual.service(name)).as("service/" + name);
  }

  /** A Pod, of which more is asserted. */
  public PodAssert pod(String name) {
    isNotNull();
    return new PodAssert(actual.pod(name)).as("pod/" + name);
  }

  /** Asserts that everything is ready now. */
  public ClusterAssert isReady() {
    isNotNull();
    Readiness.of(() -> actual.awaitReady(Duration.ZERO))
        .ifPresent(missing -> failWithMessage("not everything is ready: %s", missing));
    return this;
  }

  /** Asserts that there is an object, such as {@code configmap/settings}. */
  public ClusterAssert has(String object) {
    isNotNull();
    if (actual.find(object).isEmpty()) {
      failWithMessage("%s: not found in namespace %s", object, actual.namespace());
    }
    return this;
  }

  /** Asserts that there is no such object, such as {@code pod/web-0}, any more or yet. */
  public ClusterAssert hasNo(String object) {
    isNotNull();
    if (actual.find(object).isPresent()) {
      failWithMessage("%s: is there in namespace %s (expected: none)", object, actual.namespace());
    }
    return this;
  }

  /** Asserts that no Event is a warning. */
  public ClusterAssert hasNoWarnings() {
    isNotNull();
    List<Event> warnings = actual.events().stream().filter(Event::isWarning).toList();
    if (!warnings.isEmpty()) {
      failWithMessage("%d warnings (expected: none):%s", warnings.size(), lines(warnings));
    }
    return this;
  }

  /** Asserts that there is a warning with a reason, such as {@code FailedScheduling}. */
  public ClusterAssert hasWarning(String reason) {
    isNotNull();
    List<Event> warnings = actual.events().stream().filter(Event::isWarning).toList();
    if (warnings.stream().noneMatch(event -> event.reason().equals(reason))) {
      failWithMessage(
          "no warning %s (expected: one among these %d):%s",
          reason, warnings.size(), lines(warnings));
    }
    return this;
  }

  static String lines(List<Event> events) {
    return events.stream().map(event -> "\n  " + event).collect(Collectors.joining());
  }
}
