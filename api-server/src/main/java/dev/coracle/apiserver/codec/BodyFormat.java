// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.codec;

import java.util.Locale;
import java.util.Optional;

/** How a request body is written. */
public enum BodyFormat {
  JSON("application/json"),
  YAML("application/yaml"),
  PROTOBUF("application/vnd.kubernetes.protobuf");

  private final String mediaType;

  BodyFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  /** The format of a Content-Type header, parameters ignored; an empty header means JSON. */
  public static Optional<BodyFormat> of(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    String wanted = type.strip().toLowerCase(Locale.ROOT);
    if (contentType.isBlank()) {
      return Optional.of(JSON);
    }
    for (BodyFormat format : values()) {
      if (format.mediaType.equals(wanted)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
