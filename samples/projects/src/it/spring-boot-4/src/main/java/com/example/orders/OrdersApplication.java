// SPDX-License-Identifier: Apache-2.0

package com.example.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** An application that asks another Service for prices. */
@SpringBootApplication
@RestController
public class OrdersApplication {

  private final RestClient prices = RestClient.create("http://prices.default.svc.cluster.local");

  public static void main(String[] args) {
    SpringApplication.run(OrdersApplication.class, args);
  }

  @GetMapping("/order")
  String order() {
    return "ordered for " + prices.get().uri("/tea").retrieve().body(String.class);
  }
}
