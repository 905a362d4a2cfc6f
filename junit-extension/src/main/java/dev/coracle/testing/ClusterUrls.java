// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.http.IngressServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The URLs by which programs of this machine reach a cluster. */
final class ClusterUrls {

  private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443);

  private final Cluster cluster;
  private final Assembly parts;

  ClusterUrls(Cluster cluster) {
    this.cluster = cluster;
    this.parts = cluster.parts();
  }

  URI of(String target) {
    return target.contains("://") ? ofUrl(URI.create(target)) : ofService(target);
  }

  private URI ofService(String service) {
    List<Port> ports = ports(service);
    List<Port> meant =
        ports.size() == 1 ? ports : ports.stream().filter(p -> p.name().equals("http")).toList();
    if (meant.isEmpty()) {
      throw new IllegalArgumentException(
          "service: %s with ports %s (expected: one port, or one named http; or url(\"%s\", port))"
              .formatted(service, ports, service));
    }
    return url(service, meant.get(0));
  }

  URI of(String service, int number) {
    List<Port> ports = ports(service);
    return ports.stream()
        .filter(port -> port.number() == number)
        .findFirst()
        .map(port -> url(service, port))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "port: %d (expected: one of service %s: %s)"
                        .formatted(number, service, ports)));
  }

  /** A TCP port of a Service. */
  private record Port(String name, int number, String protocol) {

    static Port of(JsonNode port) {
      return new Port(
          port.path("name").asString(""),
          port.path("port").asInt(),
          port.path("appProtocol").asString(""));
    }

    String scheme() {
      boolean tls = name.equals("https") || name.startsWith("https-") || number == 443;
      return tls || protocol.equals("https") ? "https" : "http";
    }

    @Override
    public String toString() {
      return name.isEmpty() ? String.valueOf(number) : number + " " + name;
    }
  }

  private List<Port> ports(String service) {
    KubeObject found = cluster.get(ResourceType.SERVICES, service);
    return StreamSupport.stream(found.at("spec", "ports").spliterator(), false)
        .filter(port -> port.path("protocol").asString("TCP").equals("TCP"))
        .map(Port::of)
        .toList();
  }

  private URI url(String service, Port port) {
    InetSocketAddress real = cluster.addressOf(service, port.number());
    ObjectKey key = cluster.key(service);
    String name = key.name() + "." + key.namespace() + ".svc." + parts.clusterDomain();
    boolean named = real.getPort() == port.number() && isResolved(name, real.getAddress());
    return URI.create(
        port.scheme()
            + "://"
            + (named ? name : real.getAddress().getHostAddress())
            + suffix(port.scheme(), real.getPort())
            + "/");
  }

  private static String suffix(String scheme, int port) {
    return Integer.valueOf(port).equals(PORTS.get(scheme)) ? "" : ":" + port;
  }

  /** Whether this JVM finds an address under a name, as seen from a thread of the cluster. */
  private boolean isResolved(String name, InetAddress address) {
    if (!parts.names().areAnswered() && System.getProperty("jdk.net.hosts.file") == null) {
      return false;
    }
    Cluster.ThreadScope scope = cluster.claimThread();
    try (scope) {
      return List.of(InetAddress.getAllByName(name)).contains(address);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private URI ofUrl(URI url) {
    String host = Optional.ofNullable(url.getHost()).orElse("");
    int port =
        url.getPort() >= 0 ? url.getPort() : PORTS.getOrDefault(url.getScheme(), url.getPort());
    if (host.isEmpty() || port < 0) {
      throw new IllegalArgumentException(
          "url: " + url + " (expected: http://host/, https://host/ or a URL with a port)");
    }
    List<IpAddress> addresses = parts.dns().lookUp(host);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "host: %s (expected: a host of an Ingress, a full name of a Service, or one of hosts())"
              .formatted(host));
    }
    InetSocketAddress real = cluster.realAddress(addresses.get(0).toString(), port);
    if (isResolved(host, real.getAddress())) {
      return real.getPort() == port ? url : at(url, host, real.getPort());
    }
    if (isIngress(addresses.get(0))) {
      throw new IllegalStateException(
          "url: "
              + url
              + " (expected: JDK 18 or later and plan LOOPBACK, since an Ingress is known by its"
              + " name; or send it by httpClient() or through proxySelector())");
    }
    return at(url, real.getAddress().getHostAddress(), real.getPort());
  }

  private boolean isIngress(IpAddress address) {
    return parts.ingress().map(IngressServer::address).equals(Optional.of(address));
  }

  private static URI at(URI url, String host, int port) {
    String user = url.getRawUserInfo() == null ? "" : url.getRawUserInfo() + "@";
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return URI.create(
        url.getScheme() + "://" + user + host + ":" + port + url.getRawPath() + query);
  }
}
