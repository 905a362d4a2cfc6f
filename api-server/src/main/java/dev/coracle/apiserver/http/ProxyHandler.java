// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.request.RequestPipeline;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Requests handed on to a Pod, or to one of the Pods behind a Service. */
final class ProxyHandler {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final RequestPipeline pipeline;

  ProxyHandler(RequestPipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** An address and port that a request goes to. */
  private record Target(String address, int port) {}

  void handle(
      Exchange exchange, ResourceType type, RequestPath.Objects path, NodeConnection nodes) {
    ProxyName name = ProxyName.parse(type, path.name());
    KubeObject object =
        pipeline.connect(
            exchange.call(), "get", type, ObjectKey.of(path.namespace(), name.name()), "proxy");
    Target target =
        type.equals(ResourceType.PODS) ? pod(object, name) : service(exchange, object, name);
    try (Socket socket = nodes.dial(target.address(), target.port(), CONNECT)) {
      String to = (path.rest().isEmpty() ? "/" : path.rest()) + query(exchange);
      HttpRelay.Answer answer = HttpRelay.exchange(socket, exchange, to);
      exchange.begin(answer.code(), answer.header("content-type").orElse("text/plain"));
      answer.header("location").ifPresent(l -> exchange.response().getHeaders().put("Location", l));
      exchange.response().write(true, ByteBuffer.wrap(answer.body()), exchange.callback());
    } catch (IOException e) {
      throw ApiException.unavailable(
          "error trying to reach service: dial tcp "
              + target.address()
              + ":"
              + target.port()
              + ": "
              + e.getMessage());
    }
  }

  private static String query(Exchange exchange) {
    String query = exchange.request().getHttpURI().getQuery();
    return query == null ? "" : "?" + query;
  }

  private static Target pod(KubeObject pod, ProxyName name) {
    String address = pod.text("status", "podIP");
    if (address.isEmpty()) {
      throw ApiException.badRequest("address not allowed");
    }
    return new Target(address, name.number().orElseGet(() -> containerPort(pod, name)));
  }

  private static int containerPort(KubeObject pod, ProxyName name) {
    for (JsonNode container : pod.at("spec", "containers")) {
      for (JsonNode port : container.path("ports")) {
        if (name.port().isEmpty() || Json.textAt(port, "name").equals(name.port())) {
          return port.path("containerPort").asInt();
        }
      }
    }
    return 80;
  }

  private Target service(Exchange exchange, KubeObject service, ProxyName name) {
    String portName = portName(service, name);
    KubeObject endpoints = pipeline.get(exchange.call(), ResourceType.ENDPOINTS, service.key(), "");
    List<Target> ready = new ArrayList<>();
    for (JsonNode subset : endpoints.at("subsets")) {
      for (JsonNode port : subset.path("ports")) {
        if (Json.textAt(port, "name").equals(portName)) {
          subset
              .path("addresses")
              .valueStream()
              .filter(address -> isOfAPod(exchange, service.namespace(), address))
              .forEach(
                  address ->
                      ready.add(new Target(Json.textAt(address, "ip"), port.path("port").asInt())));
        }
      }
    }
    if (ready.isEmpty()) {
      throw ApiException.unavailable("no endpoints available for service \"" + name + "\"");
    }
    Collections.shuffle(ready);
    return ready.get(0);
  }

  /** As in Kubernetes, nothing but Pods of the same namespace is reached through the server. */
  private boolean isOfAPod(Exchange exchange, String namespace, JsonNode address) {
    String pod = Json.textAt(address, "targetRef", "name");
    if (pod.isEmpty() || !Json.textAt(address, "targetRef", "namespace").equals(namespace)) {
      return false;
    }
    try {
      KubeObject found =
          pipeline.get(exchange.call(), ResourceType.PODS, ObjectKey.of(namespace, pod), "");
      String ip = Json.textAt(address, "ip");
      return found.text("status", "podIP").equals(ip)
          || found.at("status", "podIPs").findValuesAsString("ip").contains(ip);
    } catch (ApiException e) {
      return false;
    }
  }

  private static String portName(KubeObject service, ProxyName name) {
    for (JsonNode port : service.at("spec", "ports")) {
      boolean byNumber = name.number().equals(Optional.of(port.path("port").asInt()));
      if (name.port().isEmpty() || byNumber || Json.textAt(port, "name").equals(name.port())) {
        return Json.textAt(port, "name");
      }
    }
    if (name.number().isPresent()) {
      throw ApiException.unavailable(
          "no service port " + name.port() + " found for service \"" + name.name() + "\"");
    }
    return name.port();
  }
}
