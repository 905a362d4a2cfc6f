// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.client.RestClient;

/**
 * An application under test, which is told of the cluster of its class without further ado. Alone,
 * since the threads of the JDK's client are no cluster's where there are several of one domain.
 */
@Isolated
@MiniCluster(manifests = "stock.yaml")
@SpringBootTest(
    classes = MiniClusterContextsTest.Shop.class,
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = "stock.url=${coracle.url.stock}")
class MiniClusterContextsTest {

  @SpringBootConfiguration(proxyBeanMethods = false)
  static class Shop {

    @Bean(destroyMethod = "close")
    KubernetesClient kubernetes() {
      return new KubernetesClientBuilder().build();
    }

    @Bean
    RestClient stock(@Value("${stock.url}") URI url) {
      return RestClient.builder().baseUrl(url).build();
    }
  }

  @Autowired private RestClient stock;
  @Autowired private KubernetesClient kubernetes;
  @Autowired private Environment environment;
  @Autowired private Cluster bean;

  @Test
  void application_callsServicesOfItsCluster() {
    String page = stock.get().retrieve().body(String.class);

    assertThat(page).contains("nginx");
  }

  @Test
  void clientWithoutSettings_findsTheCluster(Cluster cluster) {
    cluster.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: here}
        """);

    assertThat(kubernetes.configMaps().inNamespace("default").withName("here").get()).isNotNull();
  }

  @Test
  void environment_namesTheCluster(Cluster cluster) {
    assertThat(bean).isSameAs(cluster);
    assertThat(environment.getProperty("coracle.url.kubernetes.default")).startsWith("https://");
    assertThat(environment.getProperty("spring.cloud.kubernetes.client.master-url"))
        .isEqualTo(cluster.httpsUrl().toString());
    assertThat(System.getProperty("kubeconfig")).isNull();
  }

  @Nested
  class Inside {

    @Autowired private Cluster inner;

    @Test
    void nestedClass_hasTheSameClusterAndContext(Cluster cluster) {
      assertThat(inner).isSameAs(cluster).isSameAs(bean);
      assertThat(stock.get().retrieve().body(String.class)).contains("nginx");
    }
  }
}
