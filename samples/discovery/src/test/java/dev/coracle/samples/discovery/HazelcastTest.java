// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.KubernetesConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.coracle.junit.MiniCluster;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.Programs;
import dev.coracle.testing.Cluster;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Members of Hazelcast, one in each Pod, that find each other by its Kubernetes plugin. */
class HazelcastTest {

  private static final int PORT = 5701;
  private static final Map<String, Integer> THREE =
      Map.of("hazelcast-0", 3, "hazelcast-1", 3, "hazelcast-2", 3);
  private static final Map<String, Integer> TWO = Map.of("hazelcast-0", 2, "hazelcast-1", 2);

  private static final String MEMBERS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: hazelcast}
      spec:
        clusterIP: None
        selector: {app: hazelcast}
        ports: [{name: hazelcast, port: 5701}]
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: hazelcast}
      spec:
        serviceName: hazelcast
        replicas: 3
        selector: {matchLabels: {app: hazelcast}}
        template:
          metadata: {labels: {app: hazelcast}}
          spec:
            containers:
            - name: hazelcast
              image: hazelcast/hazelcast:5.7.0
              ports: [{name: hazelcast, containerPort: 5701}]
              readinessProbe: {tcpSocket: {port: hazelcast}, periodSeconds: 1}
      """;

  private final Map<String, HazelcastInstance> members = new ConcurrentHashMap<>();

  @Test
  @MiniCluster
  void membersThatAskTheApi_areACluster(Cluster cluster) {
    run(
        cluster,
        (pod, kubernetes) ->
            kubernetes
                .setProperty("namespace", "default")
                .setProperty("service-name", "hazelcast")
                .setProperty("kubernetes-master", cluster.httpsUrl().toString())
                .setProperty("api-token", PodSecrets.of(pod).token())
                .setProperty("ca-certificate", PodSecrets.of(pod).authority()));

    awaitMembers(cluster, THREE);
    cluster.scale("statefulset/hazelcast", 2);
    awaitMembers(cluster, TWO);
  }

  @Test
  @MiniCluster
  @EnabledForJreRange(min = JRE.JAVA_18, disabledReason = "names of the cluster need JDK 18")
  void membersThatAskDns_areACluster(Cluster cluster) {
    run(
        cluster,
        (pod, kubernetes) ->
            kubernetes.setProperty("service-dns", "hazelcast.default.svc.cluster.local"));

    awaitMembers(cluster, THREE);
    cluster.scale("statefulset/hazelcast", 2);
    awaitMembers(cluster, TWO);
  }

  private void awaitMembers(Cluster cluster, Map<String, Integer> sizes) {
    cluster.awaitAsserted(
        Duration.ofMinutes(2), c -> assertThat(sizes()).containsExactlyInAnyOrderEntriesOf(sizes));
  }

  private void run(Cluster cluster, BiConsumer<ContainerContext, KubernetesConfig> discovery) {
    cluster
        .images()
        .add("hazelcast/hazelcast:5.7.0", Programs.main(pod -> runMember(pod, discovery)));
    cluster.apply(MEMBERS);
  }

  private int runMember(
      ContainerContext pod, BiConsumer<ContainerContext, KubernetesConfig> discovery)
      throws IOException, InterruptedException {
    pod.serves(PORT);
    HazelcastInstance member = Hazelcast.newHazelcastInstance(config(pod, discovery));
    pod.closeAtEnd(member.getLifecycleService()::terminate);
    members.put(pod.pod().name(), member);
    pod.awaitTermination();
    members.remove(pod.pod().name());
    member.shutdown();
    return 0;
  }

  private static Config config(
      ContainerContext pod, BiConsumer<ContainerContext, KubernetesConfig> discovery) {
    Config config = new Config();
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.wait.seconds.before.join", "1");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    // The address of one Pod of several in this JVM, and not all of the machine's.
    config.setProperty("hazelcast.local.localAddress", pod.pod().address());
    config.setProperty("hazelcast.socket.bind.any", "false");
    NetworkConfig network = config.getNetworkConfig().setPort(PORT).setPortAutoIncrement(false);
    network.getJoin().getMulticastConfig().setEnabled(false);
    KubernetesConfig kubernetes = network.getJoin().getKubernetesConfig().setEnabled(true);
    discovery.accept(pod, kubernetes);
    return config;
  }

  /** How many members each Pod's member sees. */
  private Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new ConcurrentHashMap<>();
    members.forEach((pod, member) -> sizes.put(pod, member.getCluster().getMembers().size()));
    return sizes;
  }
}
