// SPDX-License-Identifier: Apache-2.0

package com.example.orders;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** An application that asks another Service for prices. */
@Controller
public class OrdersController {

  private final HttpClient prices;

  OrdersController(@Client("http://prices.default.svc.cluster.local") HttpClient prices) {
    this.prices = prices;
  }

  @Get(value = "/order", produces = MediaType.TEXT_PLAIN)
  @ExecuteOn(TaskExecutors.BLOCKING)
  String order() {
    return "ordered for " + prices.toBlocking().retrieve("/tea");
  }
}
