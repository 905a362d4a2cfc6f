// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import dev.coracle.testing.Cluster;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.EnumerablePropertySource;

/** What the environment of an application says of its cluster. */
final class ClusterPropertySource extends EnumerablePropertySource<Cluster> {

  private static final String URL = "coracle.url.";
  private static final String CLIENT = "spring.cloud.kubernetes.client.";

  private final Map<String, String> values = new LinkedHashMap<>();

  ClusterPropertySource(Cluster cluster) {
    super("coracle", cluster);
    String api = cluster.httpsUrl().toString();
    values.put("coracle.kubeconfig", System.getProperty("kubeconfig", ""));
    values.put("coracle.api-server", api);
    values.put("coracle.token", cluster.token());
    values.put(CLIENT + "master-url", api);
    values.put(CLIENT + "oauth-token", cluster.token());
    values.put(CLIENT + "namespace", cluster.namespace());
    values.put(CLIENT + "ca-cert-data", base64(pem(cluster)));
  }

  private static String pem(Cluster cluster) {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(cluster.caCertificate().getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("certificate: " + e.getMessage() + " (expected: X.509)", e);
    }
  }

  private static String base64(String pem) {
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
  }

  /** Names with a fixed value; those of Services are as many as there are Services. */
  @Override
  public String[] getPropertyNames() {
    return values.keySet().toArray(String[]::new);
  }

  @Override
  public @Nullable Object getProperty(String name) {
    return name.startsWith(URL) ? url(name.substring(URL.length())) : values.get(name);
  }

  private String url(String service) {
    int dot = service.indexOf('.');
    String named = dot < 0 ? service : service.substring(dot + 1) + "/" + service.substring(0, dot);
    return getSource().url(named).toString();
  }
}
