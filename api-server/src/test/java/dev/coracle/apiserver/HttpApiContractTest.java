// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.api.HttpKubeClient;
import dev.coracle.api.KubeClient;
import dev.coracle.api.time.SystemTime;
import java.net.http.HttpClient;
import org.junit.jupiter.api.AfterEach;

/** The contract, over plain HTTP. */
final class HttpApiContractTest extends ApiContract {

  private final SystemTime time = new SystemTime();
  private final ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time);
  private final KubeClient client =
      new HttpKubeClient(HttpClient.newHttpClient(), server.httpUrl(), server.adminToken());

  @Override
  KubeClient client() {
    return client;
  }

  @AfterEach
  void stop() {
    server.close();
    time.close();
  }
}
