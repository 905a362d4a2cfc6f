// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.pki.CertificateAuthority;
import dev.coracle.api.pki.X509Bundle;
import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.http.HttpTester.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpsTest {

  private final SystemTime time = new SystemTime();
  private final HttpTester http = new HttpTester(time);
  private final CertificateAuthority authority = http.listeners().certificateAuthority();

  @AfterEach
  void stop() {
    http.close();
    time.close();
  }

  private SSLContext as(X509Bundle identity) {
    return identity.sslContext(List.of(authority.certificate()));
  }

  private static HttpClient client(SSLContext tls) {
    return HttpClient.newBuilder().sslContext(tls).build();
  }

  private Answer get(HttpClient client, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(http.listeners().httpsUrl() + path));
    return HttpTester.send(
        client, (headers.length == 0 ? request : request.headers(headers)).build());
  }

  @Test
  void certificateOfAnotherAuthority_isNoIdentity() {
    CertificateAuthority other = CertificateAuthority.create("other", time.now());
    X509Bundle stranger = other.issueClient("jane", List.of("system:masters"), time.now());

    // A client does not show a certificate whose issuer the server does not name.
    Answer answer = get(client(as(stranger)), "/api/v1/nodes");

    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.message()).contains("User \"system:anonymous\" cannot list");
  }

  @Test
  void clientCertificate_isAnIdentity() {
    X509Bundle jane = authority.issueClient("jane", List.of("developers"), time.now());

    Answer answer = get(client(as(jane)), "/api/v1/nodes");

    assertThat(answer.code()).isEqualTo(200);
  }

  @Test
  void clientWithoutCredentials_isAnonymous() {
    HttpClient client = client(X509Bundle.trusting(List.of(authority.certificate())));

    assertThat(get(client, "/api/v1/nodes").code()).isEqualTo(403);
    assertThat(get(client, "/version").code()).isEqualTo(200);
  }

  @Test
  void token_isAnIdentityToo() {
    HttpClient client = client(X509Bundle.trusting(List.of(authority.certificate())));
    String token = http.listeners().serviceAccountToken("default", "robot");

    Answer answer = get(client, "/api/v1/nodes", "Authorization", "Bearer " + token);

    assertThat(answer.code()).isEqualTo(200);
    assertThat(http.listeners().serviceAccountToken("default", "robot")).isEqualTo(token);
  }

  @Test
  void http2_isSpokenWhereTheClientOffersIt() {
    HttpClient client = client(X509Bundle.trusting(List.of(authority.certificate())));

    Answer answer = get(client, "/version");

    assertThat(answer.response().version()).isEqualTo(HttpClient.Version.HTTP_2);
  }

  @Test
  void address_isNamedOverHttp2Too() {
    HttpClient client = client(X509Bundle.trusting(List.of(authority.certificate())));

    Answer answer = get(client, "/api", "Authorization", "Bearer " + http.listeners().adminToken());

    assertThat(answer.json().at("/serverAddressByClientCIDRs/0/serverAddress").asString())
        .isEqualTo(http.listeners().httpsUrl().getAuthority());
  }

  @Test
  void manyRequestsOnOneConnection_areAllAnswered() {
    HttpClient client = client(X509Bundle.trusting(List.of(authority.certificate())));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(http.listeners().httpsUrl() + "/api/v1/namespaces"))
            .header("Authorization", "Bearer " + http.listeners().adminToken())
            .build();

    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    IntStream.range(0, 300)
        .forEach(i -> answers.add(client.sendAsync(request, BodyHandlers.ofString())));

    assertThat(answers).allMatch(answer -> answer.join().statusCode() == 200);
  }
}
