// SPDX-License-Identifier: Apache-2.0

package com.example.orders;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** An application that asks another Service for prices. */
@Path("/order")
public class OrdersResource {

  private final HttpClient http = HttpClient.newHttpClient();

  @GET
  public String order() throws IOException, InterruptedException {
    URI tea = URI.create("http://prices.default.svc.cluster.local/tea");
    return "ordered for "
        + http.send(HttpRequest.newBuilder(tea).build(), BodyHandlers.ofString()).body();
  }
}
