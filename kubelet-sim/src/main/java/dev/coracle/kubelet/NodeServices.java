// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.api.KubeClient;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import java.util.HashSet;
import java.util.Set;

/** What the Pods of one node share. The set of pulled images belongs to the node's loop. */
final class NodeServices {

  private final NodeSpec node;
  private final Time time;
  private final Loop loop;
  private final KubeClient client;
  private final PodNetwork network;
  private final ImageSource images;
  private final KubeletOptions options;
  private final EventRecorder events;
  private final Set<String> present = new HashSet<>();

  NodeServices(
      NodeSpec node,
      Time time,
      KubeClient client,
      PodNetwork network,
      ImageSource images,
      KubeletOptions options) {
    this.node = node;
    this.time = time;
    this.client = client;
    this.network = network;
    this.images = images;
    this.options = options;
    this.loop = time.loop("kubelet " + node.name());
    this.events = new EventRecorder(client, time, "kubelet", node.name());
  }

  NodeSpec node() {
    return node;
  }

  Time time() {
    return time;
  }

  Loop loop() {
    return loop;
  }

  KubeClient client() {
    return client;
  }

  PodNetwork network() {
    return network;
  }

  ImageSource images() {
    return images;
  }

  KubeletOptions options() {
    return options;
  }

  EventRecorder events() {
    return events;
  }

  boolean has(String image) {
    return present.contains(image);
  }

  void keep(String image) {
    present.add(image);
  }
}
