// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.Patch;
import dev.coracle.apiserver.codec.BodyDecoder;
import dev.coracle.apiserver.codec.BodyFormat;
import dev.coracle.apiserver.codec.DecodeException;
import dev.coracle.apiserver.codec.Decoded;
import dev.coracle.apiserver.schema.Kind;
import dev.coracle.apiserver.schema.Kinds;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;

/** The reading of request bodies. */
final class Bodies {

  private Bodies() {}

  /** The body as an object of a kind. */
  static Decoded object(Exchange exchange, Kinds kinds, Kind kind) {
    try {
      return new BodyDecoder(kinds).decode(exchange.body(), format(exchange), kind);
    } catch (DecodeException e) {
      throw ApiException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  /** How the body is written. */
  static BodyFormat format(Exchange exchange) {
    return BodyFormat.of(exchange.header(HttpHeader.CONTENT_TYPE))
        .orElseThrow(
            () ->
                ApiException.unsupportedMediaType(
                    "the body of the request was in an unknown format - accepted media types"
                        + " include: application/json, application/yaml,"
                        + " application/vnd.kubernetes.protobuf"));
  }

  /** The body as a patch, its form by the Content-Type. */
  static Patch patch(Exchange exchange) {
    String type = exchange.header(HttpHeader.CONTENT_TYPE).split(";", 2)[0].strip();
    for (Patch.Type form : Patch.Type.values()) {
      if (form.mediaType().equals(type.toLowerCase(Locale.ROOT))) {
        return patch(form, exchange.body());
      }
    }
    throw ApiException.response(415, "UnsupportedMediaType", "415: Unsupported Media Type");
  }

  private static Patch patch(Patch.Type form, byte[] body) {
    if (form == Patch.Type.APPLY) {
      throw ApiException.response(
          415, "UnsupportedMediaType", "server-side apply is not implemented by Coracle");
    }
    // Strategic merge patches alone are decoded where they are applied.
    String prefix = form == Patch.Type.STRATEGIC ? "" : "error decoding patch: ";
    if (body.length == 0) {
      throw ApiException.badRequest(prefix + "unexpected end of JSON input");
    }
    try {
      return new Patch(form, BodyDecoder.decodeValue(body));
    } catch (DecodeException e) {
      throw ApiException.badRequest(prefix + e.getMessage());
    }
  }
}
