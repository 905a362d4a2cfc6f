// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.shop;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** The shop: it knows nothing of tests. */
@SpringBootApplication
@RestController
public class ShopApplication {

  private final String version;
  private final RestClient prices;

  ShopApplication(
      @Value("${shop.version}") String version,
      @Value("${prices.url}") String url,
      RestClient.Builder clients) {
    this.version = version;
    this.prices = clients.baseUrl(url).build();
  }

  public static void main(String[] args) {
    SpringApplication.run(ShopApplication.class, args);
  }

  @GetMapping("/")
  String offer() {
    return "shop %s: %s".formatted(version, prices.get().uri("/").retrieve().body(String.class));
  }
}
