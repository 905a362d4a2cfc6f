// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Loop;
import dev.coracle.kubelet.node.NodeSpec;
import dev.coracle.kubelet.pod.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Node object of a node, and the Lease by which it shows that it lives. Runs on a loop of its
 * own.
 */
final class NodeRegistration {

  private static final Logger logger = LoggerFactory.getLogger(NodeRegistration.class);
  private static final Duration RENEWAL = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int LEASE_SECONDS = 40;
  private static final String LEASES = "kube-node-lease";

  private final KubeClient client;
  private final NodeSpec node;
  private final Loop loop;

  NodeRegistration(KubeClient client, NodeSpec node, Loop loop) {
    this.client = client;
    this.node = node;
    this.loop = loop;
  }

  void start() {
    loop.execute(this::register);
  }

  private void register() {
    try {
      createUnlessThere();
      ObjectNode status = status(loop.now());
      client.patchStatus(
          ResourceType.NODES,
          ObjectKey.cluster(node.name()),
          Patch.merge(body -> body.set("status", status)));
      renew();
    } catch (RuntimeException e) {
      logger.atDebug().addKeyValue("node", node.name()).setCause(e).log("node is registered later");
      loop.schedule(RETRY, "register node " + node.name(), this::register);
    }
  }

  private void createUnlessThere() {
    try {
      client.create(ResourceType.NODES, document());
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }

  private KubeObject document() {
    return KubeObject.of(ResourceType.NODES, ObjectKey.cluster(node.name()))
        .edit(
            tree -> {
              ObjectNode labels = Json.objectAt(tree, "metadata", "labels");
              labels().forEach(labels::put);
              tree.putObject("spec");
              tree.set("status", status(loop.now()));
            });
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    labels.put("kubernetes.io/hostname", node.name());
    labels.put("kubernetes.io/os", "linux");
    labels.put("kubernetes.io/arch", "amd64");
    labels.put("beta.kubernetes.io/os", "linux");
    labels.put("beta.kubernetes.io/arch", "amd64");
    if (!node.zone().isEmpty()) {
      labels.put("topology.kubernetes.io/zone", node.zone());
    }
    labels.putAll(node.labels());
    return labels;
  }

  private ObjectNode status(Instant now) {
    ObjectNode status = Json.object();
    node.capacity().forEach(status.putObject("capacity")::put);
    node.capacity().forEach(status.putObject("allocatable")::put);
    status.set("conditions", conditions(now));
    ArrayNode addresses = status.putArray("addresses");
    node.addresses()
        .forEach(ip -> addresses.addObject().put("type", "InternalIP").put("address", ip));
    addresses.addObject().put("type", "Hostname").put("address", node.name());
    status.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", 10250);
    fillInfo(status.putObject("nodeInfo"));
    return status;
  }

  private ArrayNode conditions(Instant now) {
    ArrayNode conditions = Json.array();
    addPressure(
        conditions, now, "Memory", "KubeletHasSufficientMemory", "sufficient memory available");
    addPressure(conditions, now, "Disk", "KubeletHasNoDiskPressure", "no disk pressure");
    addPressure(conditions, now, "PID", "KubeletHasSufficientPID", "sufficient PID available");
    addCondition(
        conditions, now, "Ready", "True", "KubeletReady", "kubelet is posting ready status");
    return conditions;
  }

  private static void addPressure(
      ArrayNode conditions, Instant now, String resource, String reason, String what) {
    addCondition(conditions, now, resource + "Pressure", "False", reason, "kubelet has " + what);
  }

  private static void addCondition(
      ArrayNode conditions,
      Instant now,
      String type,
      String status,
      String reason,
      String message) {
    String time = PodStatus.timestamp(now);
    conditions
        .addObject()
        .put("type", type)
        .put("status", status)
        .put("lastHeartbeatTime", time)
        .put("lastTransitionTime", time)
        .put("reason", reason)
        .put("message", message);
  }

  private void fillInfo(ObjectNode info) {
    info.put("machineID", node.name()).put("systemUUID", node.name()).put("bootID", node.name());
    info.put("kernelVersion", "6.12.0").put("osImage", "Coracle").put("operatingSystem", "linux");
    info.put("architecture", "amd64").put("containerRuntimeVersion", "coracle://0.1");
    info.put("kubeletVersion", "v1.36.0").put("kubeProxyVersion", "");
  }

  private void renew() {
    try {
      putLease();
    } catch (RuntimeException e) {
      logger.atDebug().addKeyValue("node", node.name()).setCause(e).log("lease is renewed later");
    }
    loop.schedule(RENEWAL, "renew the lease of node " + node.name(), this::renew);
  }

  private void putLease() {
    ObjectKey key = ObjectKey.of(LEASES, node.name());
    String time = loop.now().truncatedTo(ChronoUnit.MICROS).toString();
    try {
      client.patch(
          ResourceType.LEASES,
          key,
          Patch.merge(body -> body.putObject("spec").put("renewTime", microTime(time))));
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      // It is the node's, and goes with it; there is none of a node that was deleted. See
      // https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/util/nodelease.go
      KubeObject owner = client.get(ResourceType.NODES, ObjectKey.cluster(node.name()));
      client.create(ResourceType.LEASES, lease(key, owner, microTime(time)));
    }
  }

  private KubeObject lease(ObjectKey key, KubeObject owner, String time) {
    return KubeObject.of(ResourceType.LEASES, key)
        .edit(
            tree -> {
              Json.arrayAt(Json.objectAt(tree, "metadata"), "ownerReferences")
                  .addObject()
                  .put("apiVersion", "v1")
                  .put("kind", "Node")
                  .put("name", owner.name())
                  .put("uid", owner.uid());
              tree.putObject("spec")
                  .put("holderIdentity", node.name())
                  .put("leaseDurationSeconds", LEASE_SECONDS)
                  .put("renewTime", time);
            });
  }

  /** A time with exactly six decimals, as the API wants them in leases. */
  private static String microTime(String time) {
    int dot = time.indexOf('.');
    String whole = dot < 0 ? time.substring(0, time.length() - 1) : time.substring(0, dot);
    String decimals = dot < 0 ? "" : time.substring(dot + 1, time.length() - 1);
    return whole + "." + (decimals + "000000").substring(0, 6) + "Z";
  }
}
