// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.kubelet.ContainerContext;
import dev.coracle.kubelet.Image;
import dev.coracle.kubelet.PodInfo;
import dev.coracle.kubelet.Programs;
import dev.coracle.kubelet.Request;
import dev.coracle.kubelet.Response;
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
