// SPDX-License-Identifier: Apache-2.0

/**
 * The control plane: the store, the request pipeline, the HTTP server, the controllers and the
 * scheduler. Start at {@code dev.coracle.api} to use it, at {@code dev.coracle.apiserver} to read
 * it.
 */
@org.jspecify.annotations.NullMarked
module dev.coracle.apiserver {
  requires static com.google.errorprone.annotations;
  requires static org.jspecify;
  requires transitive tools.jackson.databind;
  requires org.snakeyaml.engine;
  requires org.eclipse.jetty.server;
  requires org.eclipse.jetty.http2.server;
  requires org.eclipse.jetty.alpn.server;
  requires org.eclipse.jetty.websocket.server;
  requires org.eclipse.jetty.websocket.core.server;
  requires org.slf4j;
  requires java.naming;
  requires transitive java.net.http;

  exports dev.coracle.api;
  exports dev.coracle.api.controller;
  exports dev.coracle.api.dns to
      dev.coracle.kubelet,
      dev.coracle.netproxy,
      dev.coracle.testing;
  exports dev.coracle.api.http to
      dev.coracle.kubelet;
  exports dev.coracle.api.model;
  exports dev.coracle.api.net;
  exports dev.coracle.api.pki;
  exports dev.coracle.api.time;
  exports dev.coracle.apiserver to
      dev.coracle.kubelet,
      dev.coracle.netproxy,
      dev.coracle.testing;
  exports dev.coracle.apiserver.auth to
      dev.coracle.testing;
  exports dev.coracle.controller.manager to
      dev.coracle.testing;
  exports dev.coracle.controller.service to
      dev.coracle.testing;
}
