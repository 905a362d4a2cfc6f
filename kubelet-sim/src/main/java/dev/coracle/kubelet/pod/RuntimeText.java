// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/** Names and texts as a container runtime and Go make them. */
final class RuntimeText {

  private RuntimeText() {}

  static String container(String podUid, String container, int run) {
    return "containerd://" + sha256(podUid + "/" + container + "/" + run);
  }

  static String image(String reference) {
    int slash = reference.lastIndexOf('/');
    int colon = reference.indexOf(':', slash + 1);
    String repository = colon < 0 ? reference : reference.substring(0, colon);
    int digest = repository.indexOf('@');
    return (digest < 0 ? repository : repository.substring(0, digest))
        + "@sha256:"
        + sha256(reference);
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A duration of whole seconds as Go prints it: {@code 10s}, {@code 1m20s}. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    String rest = seconds % 60 + "s";
    if (seconds < 60) {
      return rest;
    }
    String minutes = seconds / 60 % 60 + "m" + rest;
    return seconds < 3600 ? minutes : seconds / 3600 + "h" + minutes;
  }
}
