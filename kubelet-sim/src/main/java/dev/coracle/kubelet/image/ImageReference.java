// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The full name of an image: {@code nginx} is {@code docker.io/library/nginx:latest}.
 *
 * @param repository registry and path
 * @param tag empty where there is only a digest
 * @param digest empty where there is none
 */
record ImageReference(String repository, String tag, String digest) {

  private static final Pattern PATH =
      Pattern.compile(
          "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
  private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
  private static final Pattern DIGEST = Pattern.compile("[A-Za-z][\\w+.-]*:[0-9a-fA-F]{32,}");

  /** Parses the name that a Pod uses; empty where it cannot be one. */
  static Optional<ImageReference> parse(String name) {
    int at = name.indexOf('@');
    String digest = at < 0 ? "" : name.substring(at + 1);
    String rest = at < 0 ? name : name.substring(0, at);
    int colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
    String tag = colon < 0 ? "" : rest.substring(colon + 1);
    String path = colon < 0 ? rest : rest.substring(0, colon);
    boolean badTag = colon >= 0 && !TAG.matcher(tag).matches();
    boolean badDigest = at >= 0 && !DIGEST.matcher(digest).matches();
    if (badTag || badDigest) {
      return Optional.empty();
    }
    String defaulted = tag.isEmpty() && digest.isEmpty() ? "latest" : tag;
    return repository(path).map(repository -> new ImageReference(repository, defaulted, digest));
  }

  private static Optional<String> repository(String path) {
    int slash = path.indexOf('/');
    String first = slash < 0 ? "" : path.substring(0, slash);
    boolean isRegistry =
        first.contains(".")
            || first.contains(":")
            || first.equals("localhost")
            || !first.equals(first.toLowerCase(Locale.ROOT));
    String registry = isRegistry ? first : "docker.io";
    String rest = isRegistry ? path.substring(slash + 1) : path;
    if (!PATH.matcher(rest).matches()) {
      return Optional.empty();
    }
    boolean official = registry.equals("docker.io") && !rest.contains("/");
    return Optional.of(registry + "/" + (official ? "library/" : "") + rest);
  }

  /** The last part of the path: what people call the image. */
  String shortName() {
    return repository.substring(repository.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return repository + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
  }
}
