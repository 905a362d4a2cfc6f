// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.thread;

import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The cluster's time as a program in a container has it: it waits in it, but does not move it. */
public final class ContainerTime implements Time {

  private final Time time;

  public ContainerTime(Time time) {
    this.time = time;
  }

  @Override
  public Instant now() {
    return time.now();
  }

  @Override
  public Loop loop(String name) {
    return time.loop(name);
  }

  @Override
  public void work(String what, Runnable task) {
    time.work(what, task);
  }

  @Override
  public Worker spawn(String name, Runnable program) {
    return time.spawn(name, program);
  }

  @Override
  public Worker spawn(ThreadGroup group, String name, Runnable program) {
    return time.spawn(group, name, program);
  }

  @Override
  public Hold hold(String what) {
    return time.hold(what);
  }

  @Override
  public Hold hold(String what, Duration atMost) {
    return time.hold(what, atMost);
  }

  @Override
  public Hold hold(String what, Duration atMost, BooleanSupplier atRest) {
    return time.hold(what, atMost, atRest);
  }

  @Override
  public Duration limit(Duration limit) {
    return time.limit(limit);
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Optional<CountedThreads> threads = CountedThreads.current();
    if (threads.isPresent()) {
      threads.get().sleep(duration);
    } else {
      time.sleep(duration);
    }
  }

  @Override
  public void pass(Duration duration) throws InterruptedException {
    time.pass(duration);
  }

  @Override
  public void settle() {
    throw new UnsupportedOperationException(
        "settle: called by a program in a container (expected: the test calls it)");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException(
        "close: called by a program in a container (expected: the cluster closes its time)");
  }
}
