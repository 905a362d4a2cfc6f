// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.node;

import dev.coracle.api.KubeClient;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.kubelet.files.HostFiles;
import dev.coracle.kubelet.image.ImageSource;
import java.util.HashSet;
import java.util.Set;

/** What the Pods of one node share. The set of pulled images belongs to the node's loop. */
public final class NodeServices {

  private final NodeSpec node;
  private final Time time;
  private final Loop loop;
  private final KubeClient client;
  private final PodNetwork network;
  private final ImageSource images;
  private final KubeletOptions options;
  private final EventRecorder events;
  private final HostFiles hostFiles = new HostFiles();
  private final Set<String> present = new HashSet<>();

  public NodeServices(
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

  public NodeSpec node() {
    return node;
  }

  public Time time() {
    return time;
  }

  public Loop loop() {
    return loop;
  }

  public KubeClient client() {
    return client;
  }

  public PodNetwork network() {
    return network;
  }

  public ImageSource images() {
    return images;
  }

  public KubeletOptions options() {
    return options;
  }

  /** The node's own files. */
  public HostFiles hostFiles() {
    return hostFiles;
  }

  public EventRecorder events() {
    return events;
  }

  public boolean has(String image) {
    return present.contains(image);
  }

  public void keep(String image) {
    present.add(image);
  }
}
