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

  /** The names of signal(7) on Linux by their numbers, from 1. */
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "POLL", "PWR", "SYS");

  private static final Set<String> IGNORED = Set.of("CHLD", "CONT", "URG", "WINCH", "EXIT");

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

  /** {@code SIGTERM}, {@code term} and {@code 15} are all {@code TERM}; 0 is {@code EXIT}. */
  public static String name(String signal) {
    String upper = signal.toUpperCase(Locale.ROOT);
    String plain = upper.startsWith("SIG") ? upper.substring(3) : upper;
    if (plain.equals("0")) {
      return "EXIT";
    }
    boolean numbered = plain.matches("[0-9]{1,2}") && Integer.parseInt(plain) <= NAMES.size();
    return numbered ? NAMES.get(Integer.parseInt(plain) - 1) : plain;
  }

  /** The number of a signal; that of {@code TERM} for one that is not known. */
  public static int number(String name) {
    int index = NAMES.indexOf(name(name));
    return index < 0 ? 15 : index + 1;
  }

  /** Whether there is such a signal, or it is 0 or {@code EXIT}. */
  public static boolean isKnown(String signal) {
    return NAMES.contains(name(signal)) || name(signal).equals("EXIT");
  }

  /** The names by their numbers, from 1. */
  public static List<String> names() {
    return NAMES;
  }

  /** Whether a process that does not take the signal goes on. */
  static boolean isIgnored(String signal) {
    return IGNORED.contains(name(signal));
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
