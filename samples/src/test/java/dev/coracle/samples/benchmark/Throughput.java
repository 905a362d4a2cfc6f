// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.benchmark;

import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How many requests a second an API server answers to one client, one after the other. */
record Throughput(double creates, double gets, double lists, double events) {

  private static final int LISTS = 50;

  static Throughput ofCluster(int objects) throws Exception {
    try (Cluster cluster = Cluster.start()) {
      return measure(cluster.httpUrl().toString(), cluster.token(), objects);
    }
  }

  static Throughput ofMock(int objects) throws Exception {
    KubernetesMockServer server = Scenario.mock();
    try {
      return measure(server.url("").replaceAll("/$", ""), "token", objects);
    } finally {
      server.destroy();
    }
  }

  /** Measures twice; the first time warms up. */
  private static Throughput measure(String url, String token, int objects) throws Exception {
    round(url, token, "warm", objects);
    return round(url, token, "default", objects);
  }

  private static Throughput round(String url, String token, String namespace, int objects)
      throws Exception {
    Api api =
        new Api(
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
            url,
            token,
            namespace);
    api.post("/api/v1/namespaces", "{\"metadata\": {\"name\": \"" + namespace + "\"}}");
    double creates = perSecond(objects, i -> api.create("object-" + i));
    double gets = perSecond(objects, i -> api.get("/object-" + i));
    double lists = perSecond(LISTS, i -> api.get(""));
    return new Throughput(creates, gets, lists, events(api, objects));
  }

  @SuppressWarnings("try") // The watch is only held open.
  private static double events(Api api, int objects) throws Exception {
    CountDownLatch seen = new CountDownLatch(objects);
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(api.url())
            .withOauthToken(api.token())
            .build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        Watch watch =
            client
                .configMaps()
                .inNamespace(api.namespace())
                .withLabel("watched", "yes")
                .watch(new Counting(seen))) {
      long begin = System.nanoTime();
      for (int i = 0; i < objects; i++) {
        api.create("watched-" + i);
      }
      if (!seen.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException(seen.getCount() + " changes were not seen");
      }
      return objects / ((System.nanoTime() - begin) / 1e9);
    }
  }

  private record Counting(CountDownLatch seen) implements Watcher<ConfigMap> {

    @Override
    public void eventReceived(Action action, ConfigMap resource) {
      seen.countDown();
    }

    @Override
    public void onClose(WatcherException cause) {
      // The count that is missing tells.
    }
  }

  private interface Numbered {

    void run(int number) throws Exception;
  }

  private static double perSecond(int times, Numbered action) throws Exception {
    long begin = System.nanoTime();
    for (int i = 0; i < times; i++) {
      action.run(i);
    }
    return times / ((System.nanoTime() - begin) / 1e9);
  }

  private record Api(HttpClient http, String url, String token, String namespace) {

    void create(String name) throws Exception {
      String watched = name.startsWith("watched") ? "yes" : "no";
      int status =
          post(
              "/api/v1/namespaces/" + namespace + "/configmaps",
              """
              {"apiVersion": "v1", "kind": "ConfigMap",
               "metadata": {"name": "%s", "labels": {"watched": "%s"}},
               "data": {"key": "value"}}
              """
                  .formatted(name, watched));
      if (status != 201) {
        throw new IllegalStateException("create " + name + ": " + status + " (expected: 201)");
      }
    }

    int post(String path, String body) throws Exception {
      return send(
          request(path)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body)));
    }

    void get(String path) throws Exception {
      int status = send(request("/api/v1/namespaces/" + namespace + "/configmaps" + path).GET());
      if (status != 200) {
        throw new IllegalStateException("get " + path + ": " + status + " (expected: 200)");
      }
    }

    private HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create(url + path))
          .header("Authorization", "Bearer " + token);
    }

    private int send(HttpRequest.Builder request) throws Exception {
      HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
      return answer.statusCode();
    }
  }
}
