// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.api.KubeClient;
import dev.coracle.api.time.VirtualTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contracts, without a socket. */
final class InProcessApiContractTest extends ApiContract {

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time);
  private final KubeClient client = server.client();

  @Override
  KubeClient client() {
    return client;
  }

  @AfterEach
  void stop() {
    time.close();
  }

  @Nested
  final class Patches extends PatchContract {

    @Override
    KubeClient client() {
      return client;
    }
  }

  @Nested
  final class Writes extends WriteContract {

    @Override
    KubeClient client() {
      return client;
    }
  }

  @Nested
  final class Subresources extends SubresourceContract {

    @Override
    KubeClient client() {
      return client;
    }
  }

  @Nested
  final class ListsAndWatches extends ListWatchContract {

    @Override
    KubeClient client() {
      return client;
    }

    @Override
    VirtualTime time() {
      return time;
    }
  }
}
