// SPDX-License-Identifier: Apache-2.0

package dev.coracle.quarkus;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.testing.Cluster;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the configuration of an application says of its cluster. */
final class ClusterConfiguration {

  private static final String CLIENT = "quarkus.kubernetes-client.";

  private ClusterConfiguration() {}

  static Map<String, String> of(Cluster cluster) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(CLIENT + "api-server-url", cluster.httpsUrl().toString());
    values.put(CLIENT + "token", cluster.token());
    values.put(CLIENT + "ca-cert-data", certificate(cluster));
    values.put(CLIENT + "namespace", cluster.namespace());
    for (KubeObject service :
        cluster.client().list(ResourceType.SERVICES, ListOptions.ALL).items()) {
      putUrl(values, cluster, service);
    }
    return values;
  }

  private static String certificate(Cluster cluster) {
    try {
      String pem =
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(cluster.caCertificate().getEncoded())
              + "\n-----END CERTIFICATE-----\n";
      return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("certificate: " + e.getMessage() + " (expected: X.509)", e);
    }
  }

  /** A Service without a port for HTTP, or without anybody behind it, has none to tell. */
  private static void putUrl(Map<String, String> values, Cluster cluster, KubeObject service) {
    try {
      String url = cluster.url(service.namespace() + "/" + service.name()).toString();
      values.put("coracle.url." + service.name() + "." + service.namespace(), url);
      if (service.namespace().equals(cluster.namespace())) {
        values.put("coracle.url." + service.name(), url);
      }
    } catch (IllegalArgumentException | IllegalStateException none) {
      values.remove("coracle.url." + service.name());
    }
  }
}
