// SPDX-License-Identifier: Apache-2.0

package dev.coracle.assertj;

import dev.coracle.testing.Answer;
import dev.coracle.testing.RunningService;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions about a Service, which is called over HTTP for some of them. */
public final class ServiceAssert extends AbstractAssert<ServiceAssert, RunningService> {

  /** So many calls for each Pod miss one of them by chance once in some billions of times. */
  private static final int CALLS_PER_POD = 25;

  private static final String ROOT = "/";

  ServiceAssert(@Nullable RunningService actual) {
    super(actual, ServiceAssert.class);
  }

  /** The same Service at another of its ports; nobody has to say the only one. */
  public ServiceAssert port(int number) {
    isNotNull();
    return again(actual.port(number));
  }

  /** The same Service at another of its ports. */
  public ServiceAssert port(String name) {
    isNotNull();
    return again(actual.port(name));
  }

  /** The same Service as a Pod calls it. */
  public ServiceAssert from(String pod) {
    isNotNull();
    return again(actual.from(pod));
  }

  private ServiceAssert again(RunningService other) {
    return new ServiceAssert(other).as(info.descriptionText());
  }

  /** Asserts that it has a ready endpoint at least, and each Pod that is one answers through it. */
  public ServiceAssert reachesAll() {
    return reachesAll(ROOT);
  }

  /** Asserts that each Pod that is a ready endpoint answers a path through it, with no error. */
  public ServiceAssert reachesAll(String path) {
    isNotNull();
    List<String> ready = actual.readyPods();
    if (ready.isEmpty()) {
      failWithMessage("has no Pod as ready endpoint (expected: one at least)");
    }
    List<String> missed = new ArrayList<>(ready);
    for (int calls = CALLS_PER_POD * ready.size(); calls > 0 && !missed.isEmpty(); calls--) {
      missed.remove(answer(path).pod());
    }
    if (!missed.isEmpty()) {
      failWithMessage(
          "%d calls reached no Pod of %s (expected: all of %s; a Service with sessionAffinity keeps"
              + " a caller at one Pod, and one with a local traffic policy at a node's)",
          CALLS_PER_POD * ready.size(), missed, ready);
    }
    return this;
  }

  private Answer answer(String path) {
    try {
      Answer answer = actual.get(path);
      if (answer.status() >= 400) {
        failWithMessage(
            "Pod %s answers %s with status %d: %s",
            answer.pod(), path, answer.status(), answer.body());
      }
      return answer;
    } catch (UncheckedIOException e) {
      throw failureWithCause(e);
    }
  }

  private AssertionError failureWithCause(UncheckedIOException e) {
    AssertionError failure = failure("does not answer: %s", e.getMessage());
    failure.initCause(e);
    return failure;
  }

  /** Asserts that it answers a path with a status. */
  public ServiceAssert answers(String path, int status) {
    isNotNull();
    try {
      Answer answer = actual.get(path);
      if (answer.status() != status) {
        failWithMessage(
            "Pod %s answers %s with status %d: %s (expected: %d)",
            answer.pod(), path, answer.status(), answer.body(), status);
      }
    } catch (UncheckedIOException e) {
      throw failureWithCause(e);
    }
    return this;
  }

  /** Asserts that a call is refused: nobody is there who answers, or may. */
  public ServiceAssert refuses() {
    isNotNull();
    try {
      Answer answer = actual.get(ROOT);
      failWithMessage(
          "Pod %s answers with status %d (expected: that the connection is refused)",
          answer.pod(), answer.status());
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof ConnectException)) {
        throw failureWithCause(e);
      }
    }
    return this;
  }

  /** Asserts which Pods are its ready endpoints. */
  public ServiceAssert hasReadyPods(String... names) {
    isNotNull();
    List<String> wanted = List.copyOf(new TreeSet<>(Arrays.asList(names)));
    List<String> ready = actual.readyPods();
    if (!ready.equals(wanted)) {
      failWithMessage("has ready Pods %s (expected: %s)", ready, wanted);
    }
    return this;
  }

  /** Asserts how many Pods are its ready endpoints. */
  public ServiceAssert hasReadyPods(int number) {
    isNotNull();
    List<String> ready = actual.readyPods();
    if (ready.size() != number) {
      failWithMessage("has %d ready Pods %s (expected: %d)", ready.size(), ready, number);
    }
    return this;
  }
}
