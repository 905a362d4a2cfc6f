// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.util.Map;

/** The Pod that a container belongs to. */
public record PodInfo(
    String namespace,
    String name,
    String uid,
    String node,
    String address,
    String serviceAccount,
    Map<String, String> labels,
    Map<String, String> annotations) {

  public PodInfo {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
