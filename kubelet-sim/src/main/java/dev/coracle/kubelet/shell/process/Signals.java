// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The signals of a session on their way from whoever sends them to the shell's traps, or to the
 * program that has asked for them. Thread-safe.
 */
public final class Signals {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<String> trapped = new HashSet<>();
  private final Queue<String> pending = new ArrayDeque<>();
  private final List<Consumer<String>> handlers = new ArrayList<>();
  private final ShellTime.Waiters waiters;
  private Optional<Runnable> interruption = Optional.empty();

  Signals(ShellTime time) {
    waiters = time.waiters();
  }

  /** {@code SIGTERM}, {@code term} and {@code 15} are all {@code TERM}. */
  public static String name(String signal) {
    String upper = signal.toUpperCase(Locale.ROOT);
    return switch (upper.startsWith("SIG") ? upper.substring(3) : upper) {
      case "0" -> "EXIT";
      case "1" -> "HUP";
      case "2" -> "INT";
      case "3" -> "QUIT";
      case "9" -> "KILL";
      case "10" -> "USR1";
      case "12" -> "USR2";
      case "15" -> "TERM";
      default -> upper.startsWith("SIG") ? upper.substring(3) : upper;
    };
  }

  public static int number(String name) {
    return switch (name(name)) {
      case "HUP" -> 1;
      case "INT" -> 2;
      case "QUIT" -> 3;
      case "KILL" -> 9;
      case "USR1" -> 10;
      case "USR2" -> 12;
      default -> 15;
    };
  }

  public void trap(String name) {
    locked(() -> trapped.add(name));
  }

  public void untrap(String name) {
    locked(() -> trapped.remove(name));
  }

  void addHandler(Consumer<String> handler) {
    locked(() -> handlers.add(handler));
  }

  void removeHandler(Consumer<String> handler) {
    locked(() -> handlers.remove(handler));
  }

  /** Sets what an interrupt does that no trap takes; what it did before. */
  public Optional<Runnable> onInterrupt(Optional<Runnable> action) {
    lock.lock();
    try {
      Optional<Runnable> before = interruption;
      interruption = action;
      return before;
    } finally {
      lock.unlock();
    }
  }

  boolean deliver(String signal) {
    String name = name(signal);
    List<Consumer<String>> takers;
    Optional<Runnable> interrupted;
    lock.lock();
    try {
      if (trapped.contains(name)) {
        pending.add(name);
        signalAll();
        return true;
      }
      takers = List.copyOf(handlers);
      interrupted = name.equals("INT") ? interruption : Optional.empty();
    } finally {
      lock.unlock();
    }
    takers.forEach(taker -> taker.accept(name));
    interrupted.ifPresent(Runnable::run);
    return !takers.isEmpty() || interrupted.isPresent();
  }

  /** The signal that has come first and has not been taken yet. */
  public Optional<String> poll() {
    lock.lock();
    try {
      return Optional.ofNullable(pending.poll());
    } finally {
      lock.unlock();
    }
  }

  /** Tells waiting threads to look again. */
  public void wake() {
    locked(() -> true);
  }

  /** Waits until the condition holds or, if they count, a signal is pending. */
  public void await(BooleanSupplier condition, boolean heedSignals) throws InterruptedException {
    lock.lock();
    try {
      while (!condition.getAsBoolean() && !(heedSignals && !pending.isEmpty())) {
        waiters.await(changed::await);
      }
    } finally {
      lock.unlock();
    }
  }

  private void signalAll() {
    waiters.wake();
    changed.signalAll();
  }

  private void locked(BooleanSupplier change) {
    lock.lock();
    try {
      if (change.getAsBoolean()) {
        signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
