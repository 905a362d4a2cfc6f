package com.example.orders

import dev.coracle.junit.MiniCluster
import dev.coracle.program.Programs.http
import dev.coracle.testing.Cluster
import io.fabric8.kubernetes.client.Config
import io.fabric8.kubernetes.client.KubernetesClientBuilder
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import kotlin.test.assertEquals
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test

private const val PRICES = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: prices}
spec:
  replicas: 2
  selector: {matchLabels: {app: prices}}
  template:
    metadata: {labels: {app: prices}}
    spec:
      containers: [{name: prices, image: "prices:1", ports: [{containerPort: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: prices}
spec: {selector: {app: prices}, ports: [{port: 80}]}
"""

@MiniCluster
class PricesTest {

    @BeforeEach
    fun prices(cluster: Cluster) {
        cluster.images().add("prices:1", http("3 euro"))
        cluster.apply(PRICES).awaitReady()
    }

    @Test
    fun `a service answers by its name`(http: HttpClient) {
        val tea = URI.create("http://prices.default.svc.cluster.local/tea")

        val answer = http.send(HttpRequest.newBuilder(tea).build(), BodyHandlers.ofString()).body()

        assertEquals("3 euro", answer)
    }

    @Test
    fun `a client lists pods over HTTPS`(cluster: Cluster) {
        KubernetesClientBuilder().withConfig(Config.fromKubeconfig(cluster.kubeconfig())).build().use { client ->
            assertEquals("https", client.masterUrl.protocol)
            assertEquals(2, client.pods().inNamespace("default").list().items.size)
        }
    }
}
