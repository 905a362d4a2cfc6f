// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.NAMESPACES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.STATEFUL_SETS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.DeleteOptions.Propagation;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Every part of the cluster acts under its own name, and within the default roles of Kubernetes.
 */
final class RolesTest {

  private static final String EVERYTHING =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings, namespace: shop}
      data: {colour: red}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: nginx
              ports: [{containerPort: 80}]
              volumeMounts: [{name: settings, mountPath: /settings}]
            volumes: [{name: settings, configMap: {name: settings}}]
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db, namespace: shop}
      spec:
        replicas: 2
        serviceName: db
        selector: {matchLabels: {app: db}}
        template:
          metadata: {labels: {app: db}}
          spec: {containers: [{name: db, image: nginx, ports: [{containerPort: 80}]}]}
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: db, namespace: shop}
      spec: {minAvailable: 1, selector: {matchLabels: {app: db}}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: shop}
      spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: db, namespace: shop}
      spec: {clusterIP: None, selector: {app: db}, ports: [{port: 80}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: outside, namespace: shop}
      spec: {ports: [{port: 80}]}
      ---
      apiVersion: v1
      kind: Endpoints
      metadata: {name: outside, namespace: shop}
      subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{port: 80}]}]
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: web, namespace: shop}
      spec:
        tls: [{hosts: [web.example.com], secretName: web-tls}]
        rules:
        - http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: ServiceCIDR
      metadata: {name: more}
      spec: {cidrs: [10.120.0.0/24]}
      """;

  private final RbacAuthorizer roles = new RbacAuthorizer();

  @Test
  void everyPart_staysWithinItsRoles() {
    try (Cluster cluster = Cluster.builder().virtualTime().nodes(2).authorizer(roles).start()) {
      cluster.apply(EVERYTHING).advance(Duration.ofMinutes(1));
      assertThat(roles.refused()).isEmpty();
      cluster.awaitReady();
      rollOutAndBack(cluster);
      cluster.exec("shop/db-0", "nslookup", "web.shop.svc.cluster.local");
      cluster
          .client()
          .createSubresource(PODS, ObjectKey.of("shop", "db-1"), "eviction", eviction());
      cluster.advance(Duration.ofMinutes(2));
      deletePodsOfDeployment(cluster);
      cluster
          .client()
          .delete(
              STATEFUL_SETS,
              ObjectKey.of("shop", "db"),
              DeleteOptions.NORMAL.withPropagation(Propagation.ORPHAN));
      cluster.advance(Duration.ofMinutes(1));
      cluster
          .client()
          .delete(
              DEPLOYMENTS,
              ObjectKey.of("shop", "web"),
              DeleteOptions.NORMAL.withPropagation(Propagation.FOREGROUND));
      cluster.advance(Duration.ofMinutes(1));
      cluster.client().delete(NAMESPACES, ObjectKey.cluster("shop"));
      cluster.advance(Duration.ofMinutes(10));

      assertThat(cluster.client().find(NAMESPACES, ObjectKey.cluster("shop"))).isEmpty();
      assertThat(roles.refused()).isEmpty();
    }
  }

  private static void rollOutAndBack(Cluster cluster) {
    for (String image : new String[] {"httpd", "nginx"}) {
      cluster
          .client()
          .patch(
              DEPLOYMENTS,
              ObjectKey.of("shop", "web"),
              new Patch(
                  Patch.Type.STRATEGIC,
                  Json.parse(
                      """
                      {"spec":{"template":{"spec":{"containers":[{"name":"web","image":"%s"}]}}}}
                      """
                          .formatted(image))));
      cluster.advance(Duration.ofMinutes(2)).awaitReady();
    }
  }

  private static void deletePodsOfDeployment(Cluster cluster) {
    for (KubeObject pod : cluster.client().list(PODS, ListOptions.inNamespace("shop")).items()) {
      if (pod.name().startsWith("web-")) {
        cluster.client().delete(PODS, pod.key());
      }
    }
    cluster.advance(Duration.ofMinutes(2));
  }

  private static KubeObject eviction() {
    return KubeObject.of(
        Json.parseObject(
            """
            {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "db-1"}}
            """));
  }

  @Test
  void partWithoutARole_isRefusedByName() {
    try (Cluster cluster = Cluster.builder().virtualTime().authorizer(roles).start()) {
      assertThatThrownBy(
              () -> cluster.client("system:kube-scheduler").list(DEPLOYMENTS, ListOptions.ALL))
          .isInstanceOf(ApiException.class)
          .hasMessage(
              "deployments.apps is forbidden: User \"system:kube-scheduler\" cannot list resource"
                  + " \"deployments\" in API group \"apps\" at the cluster scope");
    }
  }
}
