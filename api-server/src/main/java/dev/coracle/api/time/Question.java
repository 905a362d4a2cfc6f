// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * A task of a loop that somebody waits for: answered when it runs, or failed when it never will.
 */
final class Question<T> implements Runnable {

  private final Loop loop;
  private final Supplier<T> question;
  private final CompletableFuture<T> answer = new CompletableFuture<>();

  Question(Loop loop, Supplier<T> question) {
    this.loop = loop;
    this.question = question;
  }

  @Override
  public void run() {
    try {
      answer.complete(question.get());
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  /** Fails: the loop was closed first. */
  void drop() {
    answer.completeExceptionally(
        new IllegalStateException("loop: " + loop + " is closed (expected: one that still runs)"));
  }

  /** Waits for the answer, and throws what the question threw. */
  T answer() throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
