// SPDX-License-Identifier: Apache-2.0

package dev.coracle.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameRouterTest {

  private static final String ORDERS = "orders.default.svc.cluster.local";

  private final Map<Object, Map<String, Object>> one =
      Map.of("one", cluster("one", "cluster.local", Map.of(ORDERS, 1, "orders", 1, "db", 1), 1));

  private final Map<Object, Map<String, Object>> twins =
      Map.of(
          "one", cluster("one", "cluster.local", Map.of(ORDERS, 1, "orders", 1), 1),
          "two", cluster("two", "cluster.local", Map.of(ORDERS, 2, "shop.test", 2), 2));

  private final Map<Object, Map<String, Object>> apart =
      Map.of(
          "one", cluster("one", "one.local", Map.of("orders.default.svc.one.local", 1), 1),
          "two", cluster("two", "two.local", Map.of("orders.default.svc.two.local", 2), 2));

  private static Map<String, Object> cluster(
      String label, String domain, Map<String, Integer> names, int number) {
    Function<byte[], String> name = address -> address[3] == number ? "address-of-" + label : "";
    return Map.of(
        JvmClusters.LABEL,
        label,
        JvmClusters.DOMAIN,
        domain,
        JvmClusters.ADDRESSES,
        knowing(names),
        JvmClusters.NAME,
        name);
  }

  private static Function<String, List<byte[]>> knowing(Map<String, Integer> names) {
    return name ->
        Optional.ofNullable(names.get(name))
            .map(last -> List.of(new byte[] {127, 0, 0, last.byteValue()}))
            .orElse(List.of());
  }

  /** What a thread of no cluster is told. */
  private static String ask(Map<Object, Map<String, Object>> clusters, String name)
      throws UnknownHostException {
    return ask(clusters, Map.of(), name);
  }

  private static String ask(
      Map<Object, Map<String, Object>> clusters,
      Map<Object, Function<String, List<byte[]>>> callers,
      String name)
      throws UnknownHostException {
    return new NameRouter(clusters, callers, each -> each.equals("db"))
        .addresses(name)
        .map(
            all ->
                all.stream().map(each -> String.valueOf(each[3])).collect(Collectors.joining(",")))
        .orElse("somebody else");
  }

  @Test
  void onlyCluster_answersEverybody() throws UnknownHostException {
    String full = ask(one, ORDERS);
    String shouted = ask(one, "Orders.Default.SVC.Cluster.Local.");
    String brief = ask(one, "orders");

    assertThat(List.of(full, shouted, brief)).containsOnly("1");
  }

  @Test
  void unknownName_isSomebodyElses() throws UnknownHostException {
    assertThat(ask(one, "example.com")).isEqualTo("somebody else");
    assertThat(ask(one, "notcluster.local")).isEqualTo("somebody else");
    assertThat(ask(twins, "example.com")).isEqualTo("somebody else");
    assertThat(ask(Map.of(), ORDERS)).isEqualTo("somebody else");
  }

  @Test
  void unknownNameOfTheDomain_doesNotExist() {
    assertThatThrownBy(() -> ask(one, "nobody.default.svc.cluster.local"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("nobody.default.svc.cluster.local: not a name of cluster one");
  }

  @Test
  void nameOfTheMachine_staysTheMachines() throws UnknownHostException {
    assertThat(ask(one, "db")).isEqualTo("somebody else");
  }

  @Test
  void ofSeveral_thatOfTheThreadAnswers() throws UnknownHostException {
    Map<Object, Function<String, List<byte[]>>> pod =
        Map.of("two", knowing(Map.of("orders", 9, ORDERS, 2)));

    assertThat(ask(twins, pod, ORDERS)).isEqualTo("2");
    assertThat(ask(twins, pod, "orders")).isEqualTo("9");
    assertThat(ask(twins, pod, "shop.test")).isEqualTo("somebody else");
  }

  @Test
  void ofSeveral_nobodyAnswersAStranger() {
    for (String name : List.of(ORDERS, "orders", "shop.test")) {
      assertThatThrownBy(() -> ask(twins, name))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageStartingWith(name + ": 2 clusters may be meant, [")
          .hasMessageContaining("one")
          .hasMessageContaining("two")
          .hasMessageContaining("belongs to none of them")
          .hasMessageContaining("clusterDomain(\"a.local\")");
    }
  }

  @Test
  void ofSeveral_nobodyAnswersAThreadOfSeveral() {
    Map<Object, Function<String, List<byte[]>>> both =
        Map.of("one", knowing(Map.of(ORDERS, 1)), "two", knowing(Map.of(ORDERS, 2)));

    assertThatThrownBy(() -> ask(twins, both, ORDERS)).hasMessageContaining("belongs to several");
  }

  @Test
  void threadOfAClosedCluster_isAStranger() throws UnknownHostException {
    Map<Object, Function<String, List<byte[]>>> closed =
        Map.of("gone", knowing(Map.of("orders", 7)));

    assertThat(ask(one, closed, "orders")).isEqualTo("1");
  }

  @Test
  void domainOfItsOwn_isKnownOnEveryThread() throws UnknownHostException {
    Map<Object, Function<String, List<byte[]>>> ofOne = Map.of("one", knowing(Map.of()));

    assertThat(ask(apart, "orders.default.svc.two.local")).isEqualTo("2");
    assertThat(ask(apart, ofOne, "orders.default.svc.two.local")).isEqualTo("2");
  }

  @Test
  void address_hasTheNameThatItsClusterKnows() {
    NameRouter router = new NameRouter(twins, Map.of(), name -> false);

    assertThat(router.name(new byte[] {127, 0, 0, 2})).contains("address-of-two");
    assertThat(router.name(new byte[] {127, 0, 0, 3})).isEmpty();
  }

  @Test
  void machine_isKnownByItsHostsFile(@TempDir Path directory) throws IOException {
    Path hosts = directory.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 localhost\n10.0.0.1\tDB db.example.com # web\n\n");
    MachineNames machine = new MachineNames(Optional.of("Laptop"), hosts);

    assertThat(List.of("localhost", "a.localhost", "laptop", "db", "db.example.com"))
        .allMatch(machine);
    assertThat(List.of("web", "orders", "10.0.0.1")).noneMatch(machine);
  }
}
