// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.KubeClient;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.time.Time;
import dev.coracle.apiserver.ServedApi;
import dev.coracle.testing.report.Snapshot.Containers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** What a test reaches of a cluster, be it one of Coracle's own or somebody else's. */
sealed interface Target extends AutoCloseable permits Assembly, RemoteTarget {

  /**
   * All the powers over a cluster of Coracle's own.
   *
   * @throws NeedsCoracleException naming what was called when it is somebody else's
   */
  Assembly own();

  /** The namespace that is meant where none is said; empty for {@code default}. */
  Optional<String> namespace();

  /** The names of the nodes. */
  List<String> nodes();

  ServedApi api();

  KubeClient client();

  Time time();

  /** The objects of a namespace, or (empty) of all that are the test's, that are not ready. */
  List<Missing> missing(String namespace);

  /** Whether nobody makes Pods run. */
  boolean isControlPlaneOnly();

  /** Why an image will never run, where that is known. */
  Optional<String> strictRefusal(String image);

  /** Has changes told until the result is run; the cluster may have none to tell. */
  Runnable observe(Runnable changed);

  /** How often a wait looks again although nothing has told it to. */
  Duration look();

  /** Logs and commands of Pods. */
  NodeConnection pods();

  Containers containers();

  /** What it is like, all of it or (not empty) a namespace. */
  ClusterReport report(String namespace);

  String kubeconfig();

  URI httpsUrl();

  String token();

  SSLContext sslContext();

  X509Certificate caCertificate();

  /** A proxy that knows the cluster's names. */
  InetSocketAddress proxyAddress();

  /** Makes the calling thread the cluster's, for lookups of names. */
  Cluster.ThreadScope claimThread();

  @Override
  void close();
}
