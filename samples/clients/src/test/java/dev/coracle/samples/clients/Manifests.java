// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.clients;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The example manifests that this module carries. */
final class Manifests {

  /** All that can stand side by side, in the order of their being applied. */
  static final List<String> TOGETHER =
      List.of(
          "fixtures",
          "deployment-rolling-update",
          "service-clusterip",
          "service-nodeport",
          "service-loadbalancer",
          "service-externalname",
          "foo-loadbalancer",
          "foo-clusterip",
          "ingress-fanout",
          "service-selectorless",
          "service-affinity",
          "service-headless-statefulset");

  private static final List<String> OTHERS =
      List.of(
          "deployment-nginx",
          "service-clusterip-80",
          "ingress-hosts",
          "ingress-tls",
          "networkpolicy",
          "networkpolicy-fixed",
          "absent-kind",
          "list");

  private Manifests() {}

  static void copyAll(Path directory) throws IOException {
    for (List<String> names : List.of(TOGETHER, OTHERS)) {
      for (String name : names) {
        copy(name + ".yaml", directory);
      }
    }
  }

  private static void copy(String file, Path directory) throws IOException {
    try (@Nullable InputStream in = Manifests.class.getResourceAsStream("manifests/" + file)) {
      if (in == null) {
        throw new IOException("no manifest " + file);
      }
      Files.copy(in, directory.resolve(file));
    }
  }
}
