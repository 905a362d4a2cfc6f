// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.Programs;
import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jgroups.JChannel;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.protocols.kubernetes.KUBE_PING;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Members of a JGroups cluster, one in each Pod, that find each other through the API or DNS. */
class JGroupsTest {

  private static final int PORT = 7800;

  private static final String MEMBERS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: jgroups}
      spec:
        clusterIP: None
        publishNotReadyAddresses: true
        selector: {app: jgroups}
        ports: [{name: ping, port: 7800}]
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: jgroups}
      spec:
        replicas: 3
        selector: {matchLabels: {app: jgroups}}
        template:
          metadata: {labels: {app: jgroups}}
          spec:
            containers:
            - {name: jgroups, image: "jgroups:5", ports: [{containerPort: 7800}]}
      """;

  private final Map<String, JChannel> members = new ConcurrentHashMap<>();

  /** A way for a member to find the others. */
  @FunctionalInterface
  private interface Ping {
    Protocol of(ContainerContext pod) throws Exception;
  }

  @Test
  @MiniCluster
  void kubePing_findsTheMembersThatAreThere(Cluster cluster, @TempDir Path secrets) {
    run(cluster, pod -> kubePing(pod, cluster.httpsUrl(), secrets));

    awaitMembers(cluster, 3);
    cluster.scale("deployment/jgroups", 2);
    awaitMembers(cluster, 2);
  }

  private static Protocol kubePing(ContainerContext pod, URI api, Path secrets) throws IOException {
    Path directory = Files.createDirectory(secrets.resolve(pod.pod().name()));
    PodSecrets.of(pod).writeTo(directory);
    KUBE_PING ping = new KUBE_PING();
    ping.setMasterHost(api.getHost());
    ping.setMasterPort(api.getPort());
    ping.setNamespace("default");
    ping.setValue("labels", "app=jgroups");
    ping.setValue("port_range", 0);
    ping.setValue("saTokenFile", directory.resolve("token").toString());
    ping.setValue("caCertFile", directory.resolve("ca.crt").toString());
    return ping;
  }

  @Test
  @MiniCluster
  @EnabledForJreRange(min = JRE.JAVA_18, disabledReason = "names of the cluster need JDK 18")
  void dnsPing_findsTheMembersOfAHeadlessService(Cluster cluster) {
    run(
        cluster,
        pod -> new DNS_PING().dnsQuery("jgroups.default.svc.cluster.local").dnsRecordType("A"));

    awaitMembers(cluster, 3);
    cluster.scale("deployment/jgroups", 2);
    awaitMembers(cluster, 2);
  }

  @Test
  @MiniCluster
  @EnabledForJreRange(min = JRE.JAVA_18, disabledReason = "names of the cluster need JDK 18")
  void dnsPing_findsTheMembersOfANamedPort(Cluster cluster) {
    InetSocketAddress server = cluster.dnsAddress();
    run(
        cluster,
        pod ->
            new DNS_PING()
                .dnsQuery("_ping._tcp.jgroups.default.svc.cluster.local")
                .dnsRecordType("SRV")
                .dnsAddress(server.getHostString() + ":" + server.getPort()));

    awaitMembers(cluster, 3);
  }

  private void awaitMembers(Cluster cluster, int count) {
    cluster.awaitAsserted(
        Duration.ofMinutes(2),
        c -> assertThat(views().values()).hasSize(count).containsOnly(count));
  }

  private void run(Cluster cluster, Ping ping) {
    cluster.images().add("jgroups:5", Programs.main(pod -> runMember(pod, ping)));
    cluster.apply(MEMBERS);
  }

  private int runMember(ContainerContext pod, Ping ping) throws Exception {
    pod.serves(PORT);
    JChannel channel = new JChannel(stack(pod, ping.of(pod)));
    pod.closeAtEnd(channel);
    channel.name(pod.pod().name()).connect("cluster");
    members.put(pod.pod().name(), channel);
    pod.awaitTermination();
    members.remove(pod.pod().name());
    channel.close();
    return 0;
  }

  /** The stack of JGroups' {@code tcp.xml}, whose members look for lost ones every second. */
  private static Protocol[] stack(ContainerContext pod, Protocol ping) throws IOException {
    TCP tcp = new TCP();
    tcp.setBindAddress(InetAddress.getByName(pod.pod().address()));
    tcp.setBindPort(PORT);
    tcp.setPortRange(0);
    return new Protocol[] {
      tcp,
      ping,
      new MERGE3().setMinInterval(500).setMaxInterval(1000),
      new FD_ALL3(),
      new VERIFY_SUSPECT2(),
      new NAKACK2().useMcastXmit(false),
      new UNICAST3(),
      new STABLE(),
      new GMS().printLocalAddress(false)
    };
  }

  /** How many members each Pod's member sees. */
  private Map<String, Integer> views() {
    Map<String, Integer> sizes = new TreeMap<>();
    members.forEach((pod, member) -> sizes.put(pod, member.getView().size()));
    return sizes;
  }
}
