// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.api.dns.DnsMessage;
import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsReader;
import dev.coracle.api.dns.DnsType;
import dev.coracle.api.dns.DnsWriter;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.netproxy.FollowedState;
import dev.coracle.netproxy.LateClient;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.plan.AddressTable;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.ConnectionTable;
import dev.coracle.netproxy.plan.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "late watches: {0}")
@ValueSource(booleans = {false, true})
class DnsServerTest {

  private static final IpAddress LOOPBACK = DnsSamples.address("127.0.0.1");
  private static final ResolverConfig POD =
      new ResolverConfig(
          List.of("127.0.0.1"),
          List.of("default.svc.cluster.local", "svc.cluster.local", "cluster.local"),
          List.of("ndots:5"));

  private static final String WEB =
      """
      {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "default"},
       "spec": {"type": "ClusterIP", "clusterIP": "10.96.0.20", "clusterIPs": ["10.96.0.20"],
        "ports": [{"name": "http", "port": 80, "protocol": "TCP"}]}}
      """;
  private static final String EXTERNAL =
      """
      {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "db", "namespace": "default"},
       "spec": {"type": "ExternalName", "externalName": "db.example.com"}}
      """;

  private static final String SHOP =
      """
      {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
       "metadata": {"name": "shop", "namespace": "default"},
       "spec": {
         "defaultBackend": {"service": {"name": "web", "port": {"number": 80}}},
         "rules": [{"host": "shop.example.com"}, {"host": "*.shop.test"}]}}
      """;

  private static final IpAddress INGRESS = IpAddress.of("127.9.8.7");
  private static final String BAD_EDNS = "0000290200000100000000";

  private final VirtualTime time = new VirtualTime(Instant.EPOCH);
  private final ApiServer api = new ApiServer(ApiServerOptions.STANDARD, time);
  private final KubeClient client = api.client();
  private final LateClient late = new LateClient(client, time);
  private final FollowedState state;
  private final AddressBlock block = AddressBlock.claim();
  private final IpAddress address = block.dnsAddress();
  private final EventLoops loops = new EventLoops();
  private DnsServer server;

  DnsServerTest(boolean lateWatches) {
    state = new FollowedState(lateWatches ? late.client() : client, time);
  }

  @BeforeEach
  void start() throws IOException {
    server = start(List.of());
    late.settle();
  }

  private DnsServer start(List<InetSocketAddress> upstreams) throws IOException {
    Binder binder =
        new Binder(
            loops,
            block,
            new AddressTable(block),
            new ConnectionTable(),
            (caller, at) -> true,
            Set.of());
    DnsServer.Options options =
        new DnsServer.Options(
            "cluster.local",
            address,
            block.nodeDnsAddress(),
            upstreams,
            () -> Optional.of(INGRESS));
    return DnsServer.start(binder, time, options, state);
  }

  @AfterEach
  void stop() {
    server.close();
    state.close();
    loops.close();
    block.close();
    api.close();
    time.close();
  }

  @Test
  void newService_isAnswered_overUdpAndTcp() throws IOException {
    client.create(ResourceType.SERVICES, KubeObject.parse(WEB));
    late.settle();

    for (boolean tcp : List.of(false, true)) {
      DnsMessage reply = ask("web.default.svc.cluster.local", DnsType.A, tcp);

      assertThat(reply.answers().toString())
          .isEqualTo("[web.default.svc.cluster.local. 30 IN A 10.96.0.20]");
      assertThat(reply.has(DnsMessage.AUTHORITATIVE)).isTrue();
      assertThat(reply.has(DnsMessage.RECURSION_DESIRED)).isTrue();
      assertThat(reply.has(DnsMessage.RECURSION_AVAILABLE)).isFalse();
      assertThat(reply.edns()).contains(new DnsMessage.Edns(0, 1232, false));
    }
  }

  @Test
  void deletedService_isGone_andTheSerialMoves() throws IOException {
    client.create(ResourceType.SERVICES, KubeObject.parse(WEB));
    client.delete(ResourceType.SERVICES, KubeObject.parse(WEB).key());
    late.settle();

    DnsMessage reply = ask("web.default.svc.cluster.local", DnsType.A, false);

    assertThat(reply.code()).isEqualTo(3);
    assertThat(reply.authority()).hasSize(1);
  }

  @Test
  void largeAnswer_isCutOverUdp_andWholeOverTcp() throws IOException {
    client.create(
        ResourceType.SERVICES,
        KubeObject.parse(WEB.replace("\"10.96.0.20\"", "\"None\"").replace("\"web\"", "\"many\"")));
    client.create(ResourceType.ENDPOINT_SLICES, KubeObject.parse(slice(100)));
    late.settle();

    DnsMessage cut = ask("many.default.svc.cluster.local", DnsType.A, false);
    DnsMessage whole = ask("many.default.svc.cluster.local", DnsType.A, true);

    assertThat(cut.has(DnsMessage.TRUNCATED)).isTrue();
    assertThat(cut.answers()).hasSizeBetween(60, 99);
    assertThat(whole.has(DnsMessage.TRUNCATED)).isFalse();
    assertThat(whole.answers()).hasSize(100);
  }

  @Test
  void externalName_isFollowed_andFollowsItsChanges() throws IOException {
    client.create(ResourceType.SERVICES, KubeObject.parse(EXTERNAL));
    late.settle();
    DnsMessage unknown = ask("db.default.svc.cluster.local", DnsType.A, false);
    server.hosts().add("db.example.com", DnsSamples.address("192.0.2.7").toInetAddress());
    DnsMessage known = ask("db.default.svc.cluster.local", DnsType.A, false);
    client.patch(
        ResourceType.SERVICES,
        KubeObject.parse(EXTERNAL).key(),
        dev.coracle.api.Patch.merge(
            patch -> patch.putObject("spec").put("externalName", "other.example.com")));
    late.settle();
    DnsMessage changed = ask("db.default.svc.cluster.local", DnsType.CNAME, false);

    assertThat(unknown.code()).isZero();
    assertThat(unknown.answers().toString())
        .isEqualTo("[db.default.svc.cluster.local. 30 IN CNAME db.example.com.]");
    assertThat(known.answers().toString())
        .isEqualTo(
            "[db.default.svc.cluster.local. 30 IN CNAME db.example.com.,"
                + " db.example.com. 30 IN A 192.0.2.7]");
    assertThat(changed.answers().toString())
        .isEqualTo("[db.default.svc.cluster.local. 30 IN CNAME other.example.com.]");
  }

  @Test
  void hostOfAnIngress_leadsToItsController() throws IOException {
    client.create(ResourceType.INGRESSES, KubeObject.parse(SHOP));
    late.settle();

    DnsMessage exact = ask("Shop.example.com", DnsType.A, false);
    DnsMessage wildcard = ask("any.shop.test", DnsType.A, false);
    DnsMessage other = ask("example.com", DnsType.A, false);

    assertThat(exact.answers().toString()).isEqualTo("[Shop.example.com. 30 IN A 127.9.8.7]");
    assertThat(wildcard.answers().toString()).isEqualTo("[any.shop.test. 30 IN A 127.9.8.7]");
    assertThat(other.code()).isEqualTo(3);
  }

  @Test
  void otherNames_areForwarded() throws IOException {
    try (DnsServer front = start(List.of(server.localAddress()))) {
      server.hosts().add("api.example.com", DnsSamples.address("192.0.2.8").toInetAddress());
      DnsQuestion question = DnsQuestion.of("api.example.com", DnsType.A);

      for (boolean tcp : List.of(false, true)) {
        DnsMessage reply = exchange(front, DnsMessage.query(5, question, 1232), tcp);

        assertThat(reply.answers().toString()).isEqualTo("[api.example.com. 30 IN A 192.0.2.8]");
        assertThat(reply.has(DnsMessage.RECURSION_AVAILABLE)).isTrue();
      }
    }
  }

  @Test
  void messages_areRefusedByTheirHeader() {
    assertThat(header("000700000001000000000000" + "0161000001" + "0003")).isEqualTo("80050001");
    assertThat(header("000701000001000000000000" + "0161000001" + "0001")).isEqualTo("81830001");
    assertThat(header("000721000001000000000000" + "0161000001" + "0001")).isEqualTo("a1040001");
    assertThat(header("000700000000000000000000")).isEqualTo("80020000");
    assertThat(header("000700000001000000000000" + "3f")).isEqualTo("80010000");
    assertThat(header("000780000001000000000000")).isEmpty();
    assertThat(header("000700000001000000000001" + "0161000001" + "0001" + BAD_EDNS))
        .isEqualTo("80000001");
    assertThat(header("000700000001000000000000" + "016100" + "00fc" + "0001"))
        .isEqualTo("80050001");
  }

  @Test
  void secondPort_answersToo_andTakenPortMoves() throws IOException {
    InetSocketAddress second = server.listen(block.pods().allocate(), 0).real();
    InetSocketAddress moved;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      moved = server.listen(block.pods().allocate(), taken.getLocalPort()).real();
      assertThat(moved.getPort()).isNotEqualTo(taken.getLocalPort());
    }

    for (InetSocketAddress each : List.of(second, moved)) {
      byte[] query = bytes(DnsMessage.query(1, question("cluster.local", "SOA"), 512));
      byte[] reply = DnsExchange.exchange(each, query, false, Duration.ofSeconds(5));
      assertThat(DnsReader.read(reply).answers()).hasSize(1);
    }
  }

  @Test
  void podsResolver_searches_andShowsItsQueries() throws UnknownHostException {
    client.create(ResourceType.SERVICES, KubeObject.parse(WEB));
    late.settle();
    DnsResolver resolver =
        new DnsResolver(server, (from, ip, port, udp, timeout) -> server.localAddress());
    IpAddress pod = DnsSamples.address("127.0.0.9");

    assertThat(resolver.resolve("web", POD, pod))
        .extracting(IpAddress::toString)
        .containsExactly("10.96.0.20");
    assertThat(resolver.resolve("web.default", POD, pod)).hasSize(1);
    assertThat(resolver.resolve("127.0.0.8", POD, pod)).hasSize(1);
    assertThatThrownBy(() -> resolver.resolve("api.example.com", POD, pod))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("api.example.com: Name or service not known");

    assertThat(server.queries().stream().filter(q -> q.name().startsWith("api.")))
        .hasSize(8)
        .allMatch(query -> query.client().equals(pod) && query.code().equals("NXDOMAIN"));
  }

  @Test
  void names_areResolvedWithoutAMessage() {
    client.create(ResourceType.SERVICES, KubeObject.parse(EXTERNAL));
    late.settle();
    server
        .hosts()
        .add(
            "db.example.com",
            DnsSamples.address("fd00::7").toInetAddress(),
            DnsSamples.address("192.0.2.7").toInetAddress());

    assertThat(server.resolve("db.default.svc.cluster.local"))
        .containsExactly(DnsSamples.address("192.0.2.7"), DnsSamples.address("fd00::7"));
    assertThat(server.resolve("nobody.example.com")).isEmpty();
    server.hosts().remove("db.example.com");
    assertThat(server.resolve("db.default.svc.cluster.local")).isEmpty();
    assertThat(server.queries()).isEmpty();
  }

  private static DnsQuestion question(String name, String type) {
    return DnsQuestion.of(name, DnsType.of(type).orElseThrow());
  }

  private DnsMessage ask(String name, DnsType type, boolean tcp) throws IOException {
    return exchange(server, DnsMessage.query(9, DnsQuestion.of(name, type), 1232), tcp);
  }

  private static DnsMessage exchange(DnsServer server, DnsMessage query, boolean tcp)
      throws IOException {
    Duration timeout = Duration.ofSeconds(5);
    return DnsReader.read(DnsExchange.exchange(server.localAddress(), bytes(query), tcp, timeout));
  }

  private static byte[] bytes(DnsMessage message) {
    return DnsWriter.write(message, 65535);
  }

  /** The flags and the count of questions of the reply. */
  private String header(String hex) {
    byte[] reply = server.query(LOOPBACK, HexFormat.of().parseHex(hex), false);
    return reply.length == 0 ? "" : HexFormat.of().formatHex(reply, 2, 6).toLowerCase(Locale.ROOT);
  }

  private static String slice(int endpoints) {
    StringBuilder addresses = new StringBuilder();
    for (int i = 1; i <= endpoints; i++) {
      addresses.append(addresses.isEmpty() ? "" : ",");
      addresses.append("{\"addresses\": [\"10.1.0.").append(i).append("\"]}");
    }
    return """
    {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
     "metadata": {"name": "many-1", "namespace": "default",
       "labels": {"kubernetes.io/service-name": "many"}},
     "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
     "endpoints": [%s]}
    """
        .formatted(addresses);
  }
}
