// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** An application as anybody's: it is configured by its environment and calls another Service. */
@SpringBootApplication
@RestController
public class OrdersApplication {

  private static final Logger logger = LoggerFactory.getLogger(OrdersApplication.class);

  private final String pod;
  private final String greeting;
  private final RestClient client = RestClient.create();

  OrdersApplication(
      @Value("${hostname}") String pod, @Value("${app.greeting:none}") String greeting) {
    this.pod = pod;
    this.greeting = greeting;
  }

  @GetMapping("/")
  String name() {
    logger.info("asked {}", pod);
    return pod;
  }

  @GetMapping("/greeting")
  String greeting() {
    return greeting;
  }

  @GetMapping("/call")
  String call(@RequestParam String url) {
    return pod + " got " + client.get().uri(url).retrieve().body(String.class);
  }
}
