// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Base64;

/** The file by which kubectl and other clients find and trust a cluster. */
final class Kubeconfig {

  private Kubeconfig() {}

  static String of(URI server, String authorityPem, String token) {
    return """
    apiVersion: v1
    kind: Config
    current-context: coracle
    clusters:
    - name: coracle
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    - name: coracle-admin
      user:
        token: %s
    contexts:
    - name: coracle
      context:
        cluster: coracle
        user: coracle-admin
        namespace: default
    """
        .formatted(server, Base64.getEncoder().encodeToString(authorityPem.getBytes(UTF_8)), token);
  }
}
