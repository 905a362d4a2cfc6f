// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.api.net.IpFamily;
import dev.coracle.network.DeniedTraffic;
import dev.coracle.network.IpvsScheduler;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.PolicyChange;
import dev.coracle.network.ProxyMode;
import dev.coracle.program.UnsupportedVolumes;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs tests with a cluster: on a class, one cluster for all its tests, its {@code @Nested} classes
 * included; on a method, one for that test alone.
 *
 * <p>Parameters and fields of these types are supplied: {@code Cluster}, {@code KubeClient}, {@code
 * java.net.http.HttpClient} (which knows the cluster's names), and where they are on the class path
 * the fabric8 {@code KubernetesClient} and the official {@code ApiClient}. Static fields hold the
 * class's cluster; fields that already have a value keep it.
 *
 * <p>May be put on another annotation, to share one set of options. A cluster that needs more than
 * options (images of its own before its manifests are applied) is registered as a {@link
 * ClusterExtension}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@SuppressWarnings("exports") // Whoever reads it has JUnit.
@ExtendWith(ClusterExtension.class)
public @interface MiniCluster {

  /** The number of nodes. */
  int nodes() default 1;

  /** The zones that the nodes are spread over, in turns. */
  String[] zones() default {};

  /** Manifests to apply first, in order: resources of the class path, or files where none is. */
  String[] manifests() default {};

  /** Whether tests begin only when everything in the manifests is ready. */
  boolean awaitReady() default true;

  /** Which namespace tests work in. */
  TestNamespace namespace() default TestNamespace.DEFAULT;

  /**
   * Whether the cluster is that of all classes that share one with the same options, in this JVM
   * and session of the launcher. Images, hosts and nodes are everybody's; each class has a
   * namespace of its own at least.
   */
  boolean shared() default false;

  /** By which clock the cluster runs. */
  ClusterTime time() default ClusterTime.SYSTEM;

  /** Whether images that nobody added and that are not built in fail to be pulled. */
  boolean strictImages() default false;

  /**
   * The kubeconfig of a cluster that somebody else runs, which is used in the place of a new one,
   * as {@code Cluster.connect} says; the system property {@code coracle.kubeconfig} does so for all
   * tests that say none. Tests that need what only Coracle's own cluster can do, by an option or by
   * a method they call, are skipped with its name.
   */
  String target() default "";

  /** How the proxy chooses endpoints. */
  ProxyMode proxyMode() default ProxyMode.IPTABLES;

  /** In what order the proxy chooses endpoints; counts with {@link ProxyMode#IPVS} only. */
  IpvsScheduler ipvsScheduler() default IpvsScheduler.ROUND_ROBIN;

  /** What those meet whom NetworkPolicies do not let through. */
  DeniedTraffic deniedTraffic() default DeniedTraffic.DROP;

  /** What becomes of open connections that NetworkPolicies forbid later. */
  PolicyChange policyChange() default PolicyChange.KEEP_CONNECTIONS;

  /** Where the cluster's addresses really are; by default as this machine allows. */
  NetworkPlan[] plan() default {};

  /** The IP families that the cluster has, its primary one first. */
  IpFamily[] ipFamilies() default IpFamily.IPV4;

  /** What becomes of Pods with volumes that are not implemented, such as claims. */
  UnsupportedVolumes unsupportedVolumes() default UnsupportedVolumes.REFUSE;
}
