// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

/** The answer of one probe. */
record ProbeResult(Outcome outcome, String output) {

  /** How a probe went; an error says nothing about the container. */
  enum Outcome {
    SUCCESS,
    WARNING,
    FAILURE,
    ERROR
  }

  static ProbeResult success(String output) {
    return new ProbeResult(Outcome.SUCCESS, output);
  }

  static ProbeResult failure(String output) {
    return new ProbeResult(Outcome.FAILURE, output);
  }

  static ProbeResult error(String output) {
    return new ProbeResult(Outcome.ERROR, output);
  }
}
