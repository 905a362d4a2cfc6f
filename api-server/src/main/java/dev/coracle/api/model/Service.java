// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import dev.coracle.api.KubeObject;
import dev.coracle.api.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A Service as its readers see it. */
public record Service(KubeObject object) {

  private static final String NONE = "None";
  private static final String PROXY_NAME = "service.kubernetes.io/service-proxy-name";
  private static final int DEFAULT_AFFINITY_SECONDS = 10800;

  /** One of its ports. */
  public record Port(JsonNode json) {

    public String name() {
      return text("name");
    }

    public int number() {
      return json.path("port").asInt(0);
    }

    public String protocol() {
      return json.path("protocol").asString("TCP");
    }

    public String appProtocol() {
      return text("appProtocol");
    }

    /** Its number on every node; zero where it has none. */
    public int nodePort() {
      return json.path("nodePort").asInt(0);
    }

    /** A number, or the name of a port of its Pods. */
    public JsonNode target() {
      return json.path("targetPort");
    }

    private String text(String member) {
      return json.path(member).asString("");
    }
  }

  public String type() {
    return object.text("spec", "type");
  }

  public String clusterIp() {
    return object.text("spec", "clusterIP");
  }

  /** Whether it has a virtual address: it is neither headless nor a name for something else. */
  public boolean hasClusterIp() {
    return !clusterIp().isEmpty() && !clusterIp().equals(NONE);
  }

  /** Its virtual addresses, one per family. */
  public List<String> clusterIps() {
    return texts("clusterIPs").stream().filter(ip -> !ip.isEmpty() && !ip.equals(NONE)).toList();
  }

  /** Whether it has no virtual address because it wants none. */
  public boolean isHeadless() {
    return clusterIp().equals(NONE) || texts("clusterIPs").contains(NONE);
  }

  /** Whether it is only another name. */
  public boolean isExternalName() {
    return type().equals("ExternalName");
  }

  public String externalName() {
    return object.text("spec", "externalName");
  }

  public List<String> ipFamilies() {
    return texts("ipFamilies");
  }

  public List<String> externalIps() {
    return texts("externalIPs");
  }

  /** Who may reach its load balancer; empty where everybody may. */
  public List<String> loadBalancerSourceRanges() {
    return texts("loadBalancerSourceRanges");
  }

  private List<String> texts(String member) {
    return object.at("spec", member).valueStream().map(text -> text.asString("")).toList();
  }

  public List<Port> ports() {
    return object.at("spec", "ports").valueStream().map(Port::new).toList();
  }

  /** The labels of the Pods it selects; none where its endpoints are made by hand. */
  public Map<String, String> selector() {
    return object.stringMap("spec", "selector");
  }

  /** Whether its endpoints are made from Pods, not by hand. */
  public boolean selectsPods() {
    return !object.at("spec", "selector").isEmpty() && !isExternalName();
  }

  public boolean selects(KubeObject pod) {
    return Selector.ofMap(selector()).matches(pod);
  }

  /** Whether Pods that are not ready are endpoints like others. */
  public boolean publishesNotReady() {
    return object.at("spec", "publishNotReadyAddresses").asBoolean(false);
  }

  /** Whether it asks for a load balancer, and leaves open whose. */
  public boolean wantsLoadBalancer() {
    return type().equals("LoadBalancer") && object.text("spec", "loadBalancerClass").isEmpty();
  }

  /** The address it asks its load balancer for; empty where any will do. */
  public String loadBalancerIp() {
    return object.text("spec", "loadBalancerIP");
  }

  /** How long a client stays with an endpoint; zero without affinity. */
  public Duration affinity() {
    return object.text("spec", "sessionAffinity").equals("ClientIP")
        ? Duration.ofSeconds(
            object
                .at("spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds")
                .asInt(DEFAULT_AFFINITY_SECONDS))
        : Duration.ZERO;
  }

  /** Whether traffic from inside the cluster stays on its node. */
  public boolean isInternalTrafficLocal() {
    return object.text("spec", "internalTrafficPolicy").equals("Local");
  }

  /** Whether traffic from outside stays on the node at which it came in. */
  public boolean isExternalTrafficLocal() {
    return object.text("spec", "externalTrafficPolicy").equals("Local");
  }

  /** The port at which nodes say whether they have endpoints; zero where there is none. */
  public int healthCheckNodePort() {
    return object.at("spec", "healthCheckNodePort").asInt(0);
  }

  /** Whether a label gives it to another proxy than the cluster's own. */
  public boolean isLeftToAnotherProxy() {
    return object.labels().containsKey(PROXY_NAME);
  }

  /** What its load balancer is reached by. */
  public List<LoadBalancerIngress> loadBalancerIngress() {
    return object
        .at("status", "loadBalancer", "ingress")
        .valueStream()
        .map(
            entry ->
                new LoadBalancerIngress(
                    entry.path("ip").asString(""),
                    entry.path("hostname").asString(""),
                    entry.path("ipMode").asString("")))
        .toList();
  }

  /** An address or name of a load balancer; what it does not have is empty. */
  public record LoadBalancerIngress(String ip, String hostname, String ipMode) {}
}
