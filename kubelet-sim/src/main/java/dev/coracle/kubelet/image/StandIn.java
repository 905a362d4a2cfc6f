// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.program.ContainerContext;
import dev.coracle.program.Image;
import dev.coracle.program.PodInfo;
import dev.coracle.program.Programs;
import dev.coracle.program.Request;
import dev.coracle.program.Response;
import java.util.Map;

/** The image for names that nobody registered: well-behaved, and telling who it is. */
final class StandIn {

  private StandIn() {}

  static Image image(ImageReference reference) {
    return new Image(
        reference.toString(),
        Programs.knownCommandOr(StandIn::start),
        Map.of(),
        Image.Files.NONE,
        Map.of(),
        true);
  }

  private static void start(ContainerContext context) throws Exception {
    if (context.ports().isEmpty()) {
      context.onTerminate(() -> context.exit(0));
    } else {
      Programs.http(StandIn::answer).nonBlocking().start(context);
    }
  }

  private static Response answer(Request request) {
    PodInfo pod = request.pod();
    return Response.text(
        """
        Pod: %s
        Namespace: %s
        Image: %s
        Node: %s
        Address: %s
        Request: %s
        """
            .formatted(
                pod.name(),
                pod.namespace(),
                request.context().image(),
                pod.node(),
                pod.address(),
                request));
  }
}
