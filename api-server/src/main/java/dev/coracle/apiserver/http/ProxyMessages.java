// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.http.HttpBody;
import dev.coracle.api.http.HttpHeaders;
import dev.coracle.api.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** The server's messages as the client's, and back. */
final class ProxyMessages {

  private ProxyMessages() {}

  static HttpHeaders headers(Request request) {
    List<HttpHeaders.Field> fields = new ArrayList<>();
    boolean named = request.getHeaders().contains(HttpHeader.HOST);
    if (!named) {
      // HTTP/2 has it in another place.
      fields.add(new HttpHeaders.Field("Host", host(request)));
    }
    request
        .getHeaders()
        .forEach(field -> fields.add(new HttpHeaders.Field(field.getName(), text(field))));
    return new HttpHeaders(fields);
  }

  private static String text(org.eclipse.jetty.http.HttpField field) {
    return field.getValue() == null ? "" : field.getValue();
  }

  /** The server's name as the client said it. */
  static String host(Request request) {
    String host = request.getHeaders().get(HttpHeader.HOST);
    String authority = request.getHttpURI().getAuthority();
    return host != null ? host : authority != null ? authority : "";
  }

  /** The body of a request, of which HTTP/2 need not say beforehand whether there is one. */
  static HttpBody body(Request request) throws IOException {
    long length = request.getLength();
    if (length >= 0) {
      return HttpBody.of(Content.Source.asInputStream(request), length);
    }
    if (request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
      return HttpBody.streamed(Content.Source.asInputStream(request));
    }
    return request.getConnectionMetaData().getHttpVersion().getVersion() < 20
        ? HttpBody.none()
        : afterFirstChunk(request);
  }

  private static HttpBody afterFirstChunk(Request request) throws IOException {
    Content.Chunk first = request.read();
    if (first == null) {
      return HttpBody.streamed(Content.Source.asInputStream(request));
    }
    if (Content.Chunk.isFailure(first)) {
      throw new IOException(first.getFailure());
    }
    byte[] bytes = bytes(first);
    if (first.isLast()) {
      return HttpBody.of(bytes);
    }
    InputStream more = Content.Source.asInputStream(request);
    return HttpBody.streamed(new SequenceInputStream(new ByteArrayInputStream(bytes), more));
  }

  private static byte[] bytes(Content.Chunk chunk) {
    ByteBuffer buffer = chunk.getByteBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    chunk.release();
    return bytes;
  }

  static boolean isEmpty(HttpBody body) {
    return body.length().isPresent() && body.length().getAsLong() == 0;
  }

  /** Puts all headers in the place of those of their names. */
  static void put(HttpFields.Mutable to, HttpHeaders headers) {
    headers.fields().forEach(field -> to.remove(field.name()));
    headers.fields().forEach(field -> to.add(field.name(), field.value()));
  }

  /** Passes on an answer before the answer, as Go's reverse proxy does. */
  static void interim(Exchange exchange, HttpResponse.Head head) {
    if (head.status() != 100) {
      HttpFields.Mutable fields = HttpFields.build();
      head.headers().fields().forEach(field -> fields.add(field.name(), field.value()));
      exchange.response().writeInterim(head.status(), fields).join();
    }
  }
}
