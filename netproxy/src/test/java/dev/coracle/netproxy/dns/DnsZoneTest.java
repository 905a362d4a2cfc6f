// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.dns.DnsCode;
import dev.coracle.api.dns.DnsType;
import dev.coracle.netproxy.route.NetworkState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DnsZoneTest {

  private static final String TABLE =
      """
      ? svc1.testns.svc.cluster.local. A NOERROR
      = svc1.testns.svc.cluster.local. 5 IN A 10.0.0.1
      ? svc1.testns.svc.cluster.local. AAAA NOERROR
      ^ SOA
      ? svc1.testns.svc.cluster.local. CNAME NOERROR
      ^ SOA
      ? svc1.testns.svc.cluster.local. MX NOERROR
      ^ SOA
      ? svc1.testns.svc.cluster.local. TXT NOERROR
      ^ SOA
      ? svc1.testns.svc.cluster.local. SOA NOERROR
      ^ SOA
      ? svc1.testns.svc.cluster.local. HTTPS NOERROR
      ^ SOA
      ? svc1.testns.svc.cluster.local. PTR NOERROR
      ^ SOA
      ? svc0.testns.svc.cluster.local. A NXDOMAIN
      ^ SOA
      ? svc0.testns.svc.cluster.local. AAAA NXDOMAIN
      ^ SOA
      ? svc0.testns.svc.cluster.local. SOA NOERROR
      ^ SOA
      ? svc0.testns.svc.cluster.local. PTR NXDOMAIN
      ^ SOA
      ? svc0.svc-nons.svc.cluster.local. A NXDOMAIN
      ^ SOA
      ? svcempty.testns.svc.cluster.local. A NOERROR
      = svcempty.testns.svc.cluster.local. 5 IN A 10.0.0.9
      ? svc6.testns.svc.cluster.local. AAAA NOERROR
      = svc6.testns.svc.cluster.local. 5 IN AAAA 1234:abcd::1
      ? svc6.testns.svc.cluster.local. A NOERROR
      ^ SOA
      ? svc1.testns.svc.cluster.local. SRV NOERROR
      = svc1.testns.svc.cluster.local. 5 IN SRV 0 100 80 svc1.testns.svc.cluster.local.
      + svc1.testns.svc.cluster.local. 5 IN A 10.0.0.1
      ? _http._tcp.svc1.testns.svc.cluster.local. SRV NOERROR
      = _http._tcp.svc1.testns.svc.cluster.local. 5 IN SRV 0 100 80 svc1.testns.svc.cluster.local.
      + svc1.testns.svc.cluster.local. 5 IN A 10.0.0.1
      ? http.tcp.svc1.testns.svc.cluster.local. SRV NOERROR
      = http.tcp.svc1.testns.svc.cluster.local. 5 IN SRV 0 100 80 svc1.testns.svc.cluster.local.
      + svc1.testns.svc.cluster.local. 5 IN A 10.0.0.1
      ? _._tcp.svc1.testns.svc.cluster.local. SRV NOERROR
      = _._tcp.svc1.testns.svc.cluster.local. 5 IN SRV 0 100 80 svc1.testns.svc.cluster.local.
      + svc1.testns.svc.cluster.local. 5 IN A 10.0.0.1
      ? _http._tcp.svc1.testns.svc.cluster.local. A NOERROR
      = _http._tcp.svc1.testns.svc.cluster.local. 5 IN A 10.0.0.1
      ? _http._udp.svc1.testns.svc.cluster.local. SRV NXDOMAIN
      ^ SOA
      ? _https._tcp.svc1.testns.svc.cluster.local. A NXDOMAIN
      ^ SOA
      ? *._tcp.svc1.testns.svc.cluster.local. SRV NXDOMAIN
      ^ SOA
      ? two-ports.testns.svc.cluster.local. SRV NOERROR
      = two-ports.testns.svc.cluster.local. 5 IN SRV 0 50 80 two-ports.testns.svc.cluster.local.
      = two-ports.testns.svc.cluster.local. 5 IN SRV 0 50 53 two-ports.testns.svc.cluster.local.
      + two-ports.testns.svc.cluster.local. 5 IN A 10.0.0.4
      ? unnamed.testns.svc.cluster.local. SRV NOERROR
      = unnamed.testns.svc.cluster.local. 5 IN SRV 0 100 81 unnamed.testns.svc.cluster.local.
      + unnamed.testns.svc.cluster.local. 5 IN A 10.0.0.5
      ? no-ports.testns.svc.cluster.local. SRV NOERROR
      ^ SOA
      ? no-ports.testns.svc.cluster.local. A NOERROR
      = no-ports.testns.svc.cluster.local. 5 IN A 10.0.0.6
      ? svc-dual-stack.testns.svc.cluster.local. SRV NOERROR
      = svc-dual-stack.testns.svc.cluster.local. 5 IN SRV 0 50 80 svc-dual-stack.testns.svc.cluster.local.
      + svc-dual-stack.testns.svc.cluster.local. 5 IN A 10.0.0.3
      + svc-dual-stack.testns.svc.cluster.local. 5 IN AAAA 10::3
      ? ep1a.svc1.testns.svc.cluster.local. A NOERROR
      = ep1a.svc1.testns.svc.cluster.local. 5 IN A 172.0.0.1
      ? hdls1.testns.svc.cluster.local. A NOERROR
      = hdls1.testns.svc.cluster.local. 5 IN A 172.0.0.2
      = hdls1.testns.svc.cluster.local. 5 IN A 172.0.0.3
      = hdls1.testns.svc.cluster.local. 5 IN A 172.0.0.4
      = hdls1.testns.svc.cluster.local. 5 IN A 172.0.0.5
      ? hdls1.testns.svc.cluster.local. AAAA NOERROR
      = hdls1.testns.svc.cluster.local. 5 IN AAAA 5678:abcd::1
      = hdls1.testns.svc.cluster.local. 5 IN AAAA 5678:abcd::2
      ? hdls-v6.testns.svc.cluster.local. A NOERROR
      ^ SOA
      ? 2001-db8--0.hdls-v6.testns.svc.cluster.local. AAAA NOERROR
      = 2001-db8--0.hdls-v6.testns.svc.cluster.local. 5 IN AAAA 2001:db8::
      ? 2001-db8--0.hdls-v6.testns.svc.cluster.local. A NOERROR
      ^ SOA
      ? hdls-empty.testns.svc.cluster.local. A NXDOMAIN
      ^ SOA
      ? 172-0-0-9.hdls1.testns.svc.cluster.local. A NXDOMAIN
      ^ SOA
      ? dup-name.hdls1.testns.svc.cluster.local. A NOERROR
      = dup-name.hdls1.testns.svc.cluster.local. 5 IN A 172.0.0.4
      = dup-name.hdls1.testns.svc.cluster.local. 5 IN A 172.0.0.5
      ? _http._tcp.hdls1.testns.svc.cluster.local. SRV NOERROR
      = _http._tcp.hdls1.testns.svc.cluster.local. 5 IN SRV 0 16 80 172-0-0-2.hdls1.testns.svc.cluster.local.
      = _http._tcp.hdls1.testns.svc.cluster.local. 5 IN SRV 0 16 80 172-0-0-3.hdls1.testns.svc.cluster.local.
      = _http._tcp.hdls1.testns.svc.cluster.local. 5 IN SRV 0 16 80 5678-abcd--1.hdls1.testns.svc.cluster.local.
      = _http._tcp.hdls1.testns.svc.cluster.local. 5 IN SRV 0 16 80 5678-abcd--2.hdls1.testns.svc.cluster.local.
      = _http._tcp.hdls1.testns.svc.cluster.local. 5 IN SRV 0 16 80 dup-name.hdls1.testns.svc.cluster.local.
      + 172-0-0-2.hdls1.testns.svc.cluster.local. 5 IN A 172.0.0.2
      + 172-0-0-3.hdls1.testns.svc.cluster.local. 5 IN A 172.0.0.3
      + 5678-abcd--1.hdls1.testns.svc.cluster.local. 5 IN AAAA 5678:abcd::1
      + 5678-abcd--2.hdls1.testns.svc.cluster.local. 5 IN AAAA 5678:abcd::2
      + dup-name.hdls1.testns.svc.cluster.local. 5 IN A 172.0.0.4
      + dup-name.hdls1.testns.svc.cluster.local. 5 IN A 172.0.0.5
      ? hdlsprtls.testns.svc.cluster.local. SRV NOERROR
      ^ SOA
      ? 172-0-0-20.hdlsprtls.testns.svc.cluster.local. A NOERROR
      = 172-0-0-20.hdlsprtls.testns.svc.cluster.local. 5 IN A 172.0.0.20
      ? external.testns.svc.cluster.local. CNAME NOERROR
      = external.testns.svc.cluster.local. 5 IN CNAME ext.interwebs.test.
      ? external.testns.svc.cluster.local. A NOERROR
      = external.testns.svc.cluster.local. 5 IN CNAME ext.interwebs.test.
      -> ext.interwebs.test. A
      ? external.testns.svc.cluster.local. SRV NOERROR
      ^ SOA
      ? external.testns.svc.cluster.local. TXT NOERROR
      ^ SOA
      ? external-to-service.testns.svc.cluster.local. A NOERROR
      = external-to-service.testns.svc.cluster.local. 5 IN CNAME svc1.testns.svc.cluster.local.
      = svc1.testns.svc.cluster.local. 5 IN A 10.0.0.1
      ? external-to-nowhere.testns.svc.cluster.local. A NOERROR
      ^ SOA
      ? external-to-external.testns.svc.cluster.local. A NOERROR
      = external-to-external.testns.svc.cluster.local. 5 IN CNAME external.testns.svc.cluster.local.
      = external.testns.svc.cluster.local. 5 IN CNAME ext.interwebs.test.
      -> ext.interwebs.test. A
      ? external-to-itself.testns.svc.cluster.local. A NOERROR
      ^ SOA
      ? external-ip.testns.svc.cluster.local. A NXDOMAIN
      ^ SOA
      ? endpoint.external.testns.svc.cluster.local. CNAME NXDOMAIN
      ^ SOA
      ? subdomain.subdomain.external.testns.svc.cluster.local. CNAME NXDOMAIN
      ^ SOA
      ? svc.cluster.local. A NOERROR
      ^ SOA
      ? pod.cluster.local. A NOERROR
      ^ SOA
      ? cluster.local. A NOERROR
      ^ SOA
      ? cluster.local. SRV NOERROR
      ^ SOA
      ? testns.svc.cluster.local. A NOERROR
      ^ SOA
      ? testns.svc.cluster.local. NS NOERROR
      ^ SOA
      ? testns.svc.cluster.local. TXT NXDOMAIN
      ^ SOA
      ? svc.cluster.local. TXT NXDOMAIN
      ^ SOA
      ? foo.cluster.local. NS NXDOMAIN
      ^ SOA
      ? foo.svc.cluster.local. NS NXDOMAIN
      ^ SOA
      ? a.b.c.svc1.testns.svc.cluster.local. A NXDOMAIN
      ^ SOA
      ? cluster.local. SOA NOERROR
      = cluster.local. 5 IN SOA ns.dns.cluster.local. hostmaster.cluster.local. 1499347823 7200 1800 86400 5
      ? cluster.local. NS NOERROR
      = cluster.local. 5 IN NS ns.dns.cluster.local.
      + ns.dns.cluster.local. 5 IN A 127.0.0.53
      ? ns.dns.cluster.local. A NOERROR
      = ns.dns.cluster.local. 5 IN A 127.0.0.53
      ? cluster.local. AXFR REFUSED
      ? dns-version.cluster.local. TXT NOERROR
      = dns-version.cluster.local. 28800 IN TXT "1.1.0"
      ? dns-version.cluster.local. A NXDOMAIN
      ^ SOA
      ? 10-240-0-1.podns.pod.cluster.local. A NOERROR
      = 10-240-0-1.podns.pod.cluster.local. 5 IN A 10.240.0.1
      ? 172-0-0-99.podns.pod.cluster.local. A NOERROR
      = 172-0-0-99.podns.pod.cluster.local. 5 IN A 172.0.0.99
      ? foo.10-240-0-1.podns.pod.cluster.local. A NOERROR
      = foo.10-240-0-1.podns.pod.cluster.local. 5 IN A 10.240.0.1
      ? 10-240-0-1.podns.pod.cluster.local. AAAA NOERROR
      ^ SOA
      ? 1234-abcd--1.podns.pod.cluster.local. AAAA NOERROR
      = 1234-abcd--1.podns.pod.cluster.local. 5 IN AAAA 1234:abcd::1
      ? 10-240-0-1.nons.pod.cluster.local. A NXDOMAIN
      ^ SOA
      ? blah.podns.pod.cluster.local. A NXDOMAIN
      ^ SOA
      ? blah.podns.pod.cluster.local. HINFO NXDOMAIN
      ^ SOA
      ? podns.pod.cluster.local. A NOERROR
      ^ SOA
      ? 1.0.0.10.in-addr.arpa. PTR NOERROR
      = 1.0.0.10.in-addr.arpa. 5 IN PTR svc1.testns.svc.cluster.local.
      ? 99.0.0.10.in-addr.arpa. PTR NOERROR
      = 99.0.0.10.in-addr.arpa. 5 IN PTR double-ep.double-a.testns.svc.cluster.local.
      = 99.0.0.10.in-addr.arpa. 5 IN PTR double-ep.double-b.testns.svc.cluster.local.
      ? 101.0.0.10.in-addr.arpa. PTR NXDOMAIN
      ^ 0.10.in-addr.arpa. 5 IN SOA ns.dns.0.10.in-addr.arpa. hostmaster.0.10.in-addr.arpa. 1499347823 7200 1800 86400 5
      ? svc1.testns.svc.0.10.in-addr.arpa. A NXDOMAIN
      ^ 0.10.in-addr.arpa. 5 IN SOA ns.dns.0.10.in-addr.arpa. hostmaster.0.10.in-addr.arpa. 1499347823 7200 1800 86400 5
      ? 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.c.b.a.4.3.2.1.ip6.arpa. PTR NOERROR
      = 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.c.b.a.4.3.2.1.ip6.arpa. 5 IN PTR svc6.testns.svc.cluster.local.
      ? _HtTp._TcP.sVc1.TeStNs.SvC.cLuStEr.LoCaL. SRV NOERROR
      = _HtTp._TcP.sVc1.TeStNs.SvC.cLuStEr.LoCaL. 5 IN SRV 0 100 80 svc1.testns.svc.cLuStEr.LoCaL.
      + svc1.testns.svc.cLuStEr.LoCaL. 5 IN A 10.0.0.1
      """;

  private final NetworkState state = DnsSamples.state(DnsSamples.CLUSTER);
  private final DnsZone zone = new DnsZone(DnsSamples.config());

  static Stream<DnsRow> table() {
    return DnsRow.rows(TABLE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void questions_areAnsweredAsByCoreDns(DnsRow row) {
    row.verify(zone.answer(row.name(), row.type(), state).orElseThrow());
  }

  @Test
  void namesOfOthers_areLeftToThem() {
    assertThat(zone.answer("example.com.", DnsType.A, state)).isEmpty();
    assertThat(zone.answer("xcluster.local.", DnsType.A, state)).isEmpty();
    assertThat(zone.answer(".", DnsType.NS, state)).isEmpty();
  }

  @Test
  void unknownAddress_fallsThrough_asKubeadmSetsItUp() {
    DnsZone kubeadm = new DnsZone(DnsConfig.kubeadm("Cluster.Local", List.of()));

    assertThat(kubeadm.answer("101.0.0.10.in-addr.arpa.", DnsType.PTR, state)).isEmpty();
    assertThat(kubeadm.answer("1.0.0.10.in-addr.arpa.", DnsType.PTR, state)).isPresent();
    assertThat(kubeadm.answer("svc0.testns.svc.cluster.local.", DnsType.A, state)).isPresent();
  }

  @Test
  void unknownName_isServerFailure_beforeEverythingWasSeen() {
    NetworkState early = DnsSamples.seen(DnsSamples.CLUSTER);

    assertThat(code("svc0.testns.svc.cluster.local.", early)).isEqualTo(DnsCode.SERVFAIL);
    assertThat(code("svc1.testns.svc.cluster.local.", early)).isEqualTo(DnsCode.NOERROR);
    assertThat(code("testns.svc.cluster.local.", early)).isEqualTo(DnsCode.NOERROR);
  }

  @Test
  void dnsService_isTheNameServer() {
    NetworkState withService =
        DnsSamples.state("service kube-system kube-dns 10.0.0.10 dns/UDP/53,dns-tcp/TCP/53");

    DnsAnswer answer = zone.answer("cluster.local.", DnsType.NS, withService).orElseThrow();

    assertThat(answer.answers().toString())
        .isEqualTo("[cluster.local. 5 IN NS kube-dns.kube-system.svc.cluster.local.]");
    assertThat(answer.additional().toString())
        .isEqualTo("[kube-dns.kube-system.svc.cluster.local. 5 IN A 10.0.0.10]");
  }

  @Test
  void podNames_dependOnTheMode() {
    assertThat(podCode(DnsConfig.Pods.VERIFIED, "10-240-0-1.podns")).isEqualTo(DnsCode.NOERROR);
    assertThat(podCode(DnsConfig.Pods.VERIFIED, "10-240-0-2.podns")).isEqualTo(DnsCode.NXDOMAIN);
    assertThat(podCode(DnsConfig.Pods.DISABLED, "10-240-0-1.podns")).isEqualTo(DnsCode.NXDOMAIN);
    assertThat(podCode(DnsConfig.Pods.DISABLED, "podns")).isEqualTo(DnsCode.NXDOMAIN);
  }

  private DnsCode podCode(DnsConfig.Pods mode, String name) {
    DnsConfig base = DnsSamples.config();
    DnsConfig config =
        new DnsConfig(
            base.zone(),
            base.reverseZones(),
            base.fallThrough(),
            base.ttl(),
            mode,
            base.service(),
            base.listening());
    return new DnsZone(config)
        .answer(name + ".pod.cluster.local.", DnsType.A, state)
        .orElseThrow()
        .code();
  }

  private DnsCode code(String name, NetworkState seen) {
    return zone.answer(name, DnsType.A, seen).orElseThrow().code();
  }
}
