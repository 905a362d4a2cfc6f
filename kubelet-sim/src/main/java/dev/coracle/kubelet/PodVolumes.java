// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

/** The volumes of a Pod and what its containers see of them. */
final class PodVolumes implements AutoCloseable {

  private PodVolumes() {}

  static PodVolumes mount(NodeServices node, PodSpec pod, PodLink link, String address) {
    return new PodVolumes();
  }

  ContainerFiles files(ContainerSpec container, Image image) {
    return new ContainerFiles(image.files(), false);
  }

  void podChanged(PodSpec newer) {}

  void refresh() {}

  @Override
  public void close() {}
}
