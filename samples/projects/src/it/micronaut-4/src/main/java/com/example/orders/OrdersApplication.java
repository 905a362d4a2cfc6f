// SPDX-License-Identifier: Apache-2.0

package com.example.orders;

import io.micronaut.runtime.Micronaut;

public class OrdersApplication {

  public static void main(String[] args) {
    Micronaut.run(OrdersApplication.class, args);
  }
}
