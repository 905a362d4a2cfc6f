// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import dev.coracle.testing.Cluster;
import java.io.ByteArrayInputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in a cluster's authority, as any client takes it from the kubeconfig. */
public final class Trust {

  private static final String AUTHORITY = "certificate-authority-data:";

  private Trust() {}

  public static SSLContext authorityOf(Cluster cluster) throws Exception {
    String data =
        cluster
            .kubeconfig()
            .lines()
            .filter(line -> line.contains(AUTHORITY))
            .map(line -> line.substring(line.indexOf(AUTHORITY) + AUTHORITY.length()).strip())
            .findFirst()
            .orElseThrow();
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "cluster",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(data))));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
