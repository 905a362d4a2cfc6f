// SPDX-License-Identifier: Apache-2.0

/** Nodes and Pods: containers that are Java objects, with probes, volumes, logs and exec. */
@org.jspecify.annotations.NullMarked
module dev.coracle.kubelet {
  requires static org.jspecify;
  requires transitive dev.coracle.apiserver;
  requires com.google.common.jimfs;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires transitive io.netty.transport;
  requires org.slf4j;
  requires java.net.http;

  exports dev.coracle.program;
  exports dev.coracle.kubelet to
      dev.coracle.testing;
  exports dev.coracle.kubelet.image to
      dev.coracle.testing;
  exports dev.coracle.kubelet.node to
      dev.coracle.testing;
}
