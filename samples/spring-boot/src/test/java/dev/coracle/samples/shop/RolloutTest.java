// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.shop;

import static dev.coracle.program.Programs.http;
import static dev.coracle.springboot.SpringBootPrograms.springBoot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import dev.coracle.testing.TrafficReport;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The shop under load while its next version is rolled out. */
@MiniCluster
@Execution(ExecutionMode.SAME_THREAD)
class RolloutTest {

  /** A Boot application takes seconds to start where others do at the same time. */
  private static final Duration PATIENCE = ofSeconds(90);

  @BeforeEach
  void addImages(Cluster cluster) {
    cluster
        .images()
        .add("example.com/shop:1", springBoot(ShopApplication.class, "--shop.version=1"))
        .add("example.com/shop:2", springBoot(ShopApplication.class, "--shop.version=2"))
        .add("example.com/prices", http("9.99"));
  }

  private static String manifest() throws IOException {
    try (var shop = RolloutTest.class.getResourceAsStream("/shop.yaml")) {
      return new String(shop.readAllBytes(), UTF_8);
    }
  }

  private static TrafficReport roll(Cluster cluster) {
    return cluster
        .traffic("shop")
        .perSecond(20)
        .timeout(ofSeconds(30))
        .during(
            () -> {
              cluster.setImage("deployment/shop", "shop", "example.com/shop:2");
              cluster.awaitReady(PATIENCE);
            });
  }

  @Test
  void shop_isRolledToItsNextVersionWithNoRequestLost(Cluster cluster) throws IOException {
    cluster.apply(manifest()).awaitReady(PATIENCE);
    assertThat(cluster.service("shop").get("/").body()).isEqualTo("shop 1: 9.99");

    TrafficReport report = roll(cluster);

    report.hasNoFailures();
    assertThat(cluster.service("shop").get("/").body()).isEqualTo("shop 2: 9.99");
  }

  @Test
  void shopWithAProbeThatAlwaysPasses_losesRequests(Cluster cluster) throws IOException {
    String wrong =
        manifest()
            .replace(
                "httpGet: {path: /actuator/health/readiness, port: 8080}",
                "exec: {command: [\"true\"]}");
    cluster.apply(wrong).awaitReady(PATIENCE);
    cluster.awaitAsserted(
        PATIENCE, all -> assertThat(all.service("shop").get("/").body()).isEqualTo("shop 1: 9.99"));

    TrafficReport report = roll(cluster);

    assertThat(report.failures()).isNotEmpty();
  }
}
