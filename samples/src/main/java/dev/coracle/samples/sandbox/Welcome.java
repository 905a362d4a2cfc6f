// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.sandbox;

import dev.coracle.network.NetworkPlan;
import dev.coracle.testing.Cluster;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** What the sandbox says when it is ready: where it is, and what to try. */
final class Welcome {

  private Welcome() {}

  static String text(Cluster cluster, Path kubeconfig) {
    InetSocketAddress dns = cluster.dnsAddress();
    return """
    Coracle is ready: Kubernetes v1.36 at %s, nodes %s.

      export KUBECONFIG=%s
      kubectl create deployment web --image=nginx --replicas=3
      kubectl expose deployment web --port=8080 --target-port=80
      kubectl get all -o wide
      kubectl run tmp --image=busybox -it --rm --restart=Never -- nslookup web
      kubectl port-forward service/web 8080

    %s  curl -x http://127.0.0.1:%d http://web.default.svc.cluster.local:8080/
      dig @%s -p %d web.default.svc.cluster.local

    Everything listens on loopback only; NodePorts answer on localhost too. Press Ctrl-C to stop.
    """
        .formatted(
            cluster.httpsUrl(),
            cluster.nodes(),
            kubeconfig,
            direct(cluster),
            cluster.tunnelAddress().getPort(),
            dns.getAddress().getHostAddress(),
            dns.getPort());
  }

  /** Virtual addresses lead nowhere but through the tunnel. */
  private static String direct(Cluster cluster) {
    return cluster.plan() == NetworkPlan.VIRTUAL
        ? ""
        : "  curl http://$(kubectl get service web -o jsonpath={.spec.clusterIP}):8080/\n";
  }

  static String textOfApi(Cluster cluster, Path kubeconfig) {
    return """
    Coracle's API server is ready: Kubernetes v1.36 at %s, without nodes.

      export KUBECONFIG=%s
      kubectl api-resources

    It listens on loopback only. Press Ctrl-C to stop.
    """
        .formatted(cluster.httpsUrl(), kubeconfig);
  }
}
