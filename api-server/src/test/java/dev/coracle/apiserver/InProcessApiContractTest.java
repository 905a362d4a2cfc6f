// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.api.KubeClient;
import dev.coracle.api.time.SystemTime;
import org.junit.jupiter.api.AfterEach;

/** The contract, without a socket. */
final class InProcessApiContractTest extends ApiContract {

  private final SystemTime time = new SystemTime();
  private final ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time);

  @Override
  KubeClient client() {
    return server.client();
  }

  @AfterEach
  void stop() {
    time.close();
  }
}
