// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import dev.coracle.api.KubeObject;
import dev.coracle.api.Selector;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A Service as its readers see it. */
public record Service(KubeObject object) {

  private static final String NONE = "None";

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

  public List<String> ipFamilies() {
    return texts("ipFamilies");
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
    return !object.at("spec", "selector").isEmpty() && !type().equals("ExternalName");
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
}
