// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import java.time.Duration;

/**
 * A request of some {@link Traffic}, and what became of it.
 *
 * @param at when it was due, from the first one on
 * @param pod the name of the Pod that it was sent to; empty where it was sent to none
 * @param version what the Pod's labels call its version ({@code app.kubernetes.io/version}, or
 *     {@code version}), else the image of its first container
 * @param node where the Pod runs
 * @param status of the answer; zero where there is none
 * @param failed whether it counts as failed
 * @param took until its outcome, from when it was due: what a caller of a slow target waits
 * @param detail why there is no answer, or empty
 */
public record TrafficRequest(
    int number,
    Duration at,
    String pod,
    String version,
    String node,
    Outcome outcome,
    int status,
    boolean failed,
    Duration took,
    String detail) {

  /** How a request ends. */
  public enum Outcome {
    /** By an answer that came whole, whatever its status. */
    ANSWERED("answered"),
    /** There was no connection: nobody listens, or nobody may. */
    REFUSED("refused"),
    /** The connection ended before the answer was whole. */
    RESET("reset"),
    /** Nothing came, or not all, within the timeout. */
    TIMED_OUT("timed out");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** How it ended in a word or two: {@code reset}, {@code status 503}. */
  public String ending() {
    return outcome == Outcome.ANSWERED ? "status " + status : outcome.toString();
  }

  @Override
  public String toString() {
    return "#%d at +%d ms: %s after %d ms, %s%s"
        .formatted(
            number,
            at.toMillis(),
            ending(),
            took.toMillis(),
            pod.isEmpty() ? "no Pod" : "Pod %s (%s, %s)".formatted(pod, version, node),
            detail.isEmpty() ? "" : ": " + detail);
  }
}
