// SPDX-License-Identifier: Apache-2.0

/** The public face: the Cluster fixture and the JUnit Jupiter extension. */
@org.jspecify.annotations.NullMarked
module dev.coracle.testing {
  requires static org.jspecify;
  requires transitive dev.coracle.apiserver;
  requires transitive dev.coracle.kubelet;
  requires transitive dev.coracle.netproxy;
  requires static org.junit.jupiter.api;
  requires static io.kubernetes.client.java;
  requires static io.kubernetes.client.java.api;
  requires org.slf4j;
  requires transitive java.net.http;

  exports dev.coracle.testing;
  exports dev.coracle.junit;
}
