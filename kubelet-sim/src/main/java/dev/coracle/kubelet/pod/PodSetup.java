// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.node.NodeServices;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.node.PodNetwork;
import dev.coracle.kubelet.spec.ConfigurationException;
import dev.coracle.kubelet.spec.PodSpec;
import dev.coracle.kubelet.volume.PodDns;
import dev.coracle.kubelet.volume.PodVolumes;

/**
 * Attaches a Pod to the network and prepares its volumes. Runs on a thread of its own and reports
 * to the loop.
 */
final class PodSetup implements Runnable {

  private final PodSandbox sandbox;
  private final NodeServices node;
  private final PodSpec pod;

  PodSetup(PodWorker worker, PodSandbox sandbox) {
    this.sandbox = sandbox;
    this.node = worker.node();
    this.pod = worker.spec();
  }

  @Override
  public void run() {
    PodLink link;
    try {
      link = attach();
    } catch (RuntimeException e) {
      fail("FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
      return;
    }
    try {
      PodVolumes volumes = PodVolumes.mount(node, pod, link);
      node.loop().execute(() -> sandbox.created(link, volumes));
    } catch (ConfigurationException e) {
      link.close();
      fail("FailedMount", String.valueOf(e.getMessage()));
    }
  }

  private PodLink attach() {
    PodLink link =
        node.network()
            .attach(
                new PodNetwork.PodIdentity(
                    pod.object().namespace(),
                    pod.object().name(),
                    pod.object().uid(),
                    node.node().name(),
                    pod.hostNetwork()));
    link.configureResolver(PodDns.of(pod, node.options()));
    return link;
  }

  private void fail(String reason, String message) {
    node.loop().execute(() -> sandbox.failed(reason, message));
  }
}
