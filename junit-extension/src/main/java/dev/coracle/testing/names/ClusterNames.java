// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.names;

import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The names of one cluster, as {@code java.net.InetAddress} answers them from JDK 18 on, and the
 * threads to which it answers them.
 *
 * <p>Only addresses that this machine can dial are answered: IPv6 ones are virtual on every plan.
 * Where the JVM has no resolver of ours, nothing here has an effect.
 */
public final class ClusterNames implements AutoCloseable {

  private final Optional<JvmNameTable> table = JvmNameTable.find();
  private final Object key = new Object();
  private volatile Directory directory = Directory.EMPTY;

  /** The time for which a thread is one of the cluster's; ends on that thread. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {

    @Override
    void close();
  }

  /**
   * Answers names from now on; with {@link Directory#EMPTY} it only says that it has none.
   *
   * @param label what the cluster is called in messages
   * @param domain where all its full names end
   */
  public void publish(String label, String domain, Directory known) {
    directory = known;
    Function<String, List<byte[]>> addresses = this::addresses;
    Function<byte[], String> name = this::name;
    Map<String, Object> entry =
        Map.of("label", label, "domain", domain, "addresses", addresses, "name", name);
    table.ifPresent(all -> all.clusters().put(key, entry));
  }

  /** Why this JVM does not look names up here; empty where it does. */
  public Optional<String> silence() {
    return directory.equals(Directory.EMPTY)
        ? Optional.of("the cluster has no addresses that other programs can dial")
        : JvmResolver.absence();
  }

  /** Whether this JVM asks for names here, and gets some. */
  public boolean areAnswered() {
    return table.isPresent() && !directory.equals(Directory.EMPTY);
  }

  /** What threads keep of the cluster, which is nothing when that is closed. */
  private List<byte[]> addresses(String name) {
    return dialled(directory.addresses().apply(name));
  }

  private List<byte[]> addresses(Function<String, List<IpAddress>> own, String name) {
    return directory.equals(Directory.EMPTY) ? List.of() : dialled(own.apply(name));
  }

  private static List<byte[]> dialled(List<IpAddress> all) {
    return all.stream()
        .filter(each -> each.family() == IpFamily.IPV4)
        .map(IpAddress::bytes)
        .toList();
  }

  private String name(byte[] address) {
    return directory.name().apply(IpAddress.of(address)).orElse("");
  }

  /**
   * Makes the calling thread the cluster's alone, and those that it makes in the meantime for good.
   */
  public Scope enter() {
    return enterAs(this::addresses);
  }

  /** The same with names looked up in another way, as a Pod does. */
  public Scope enter(Function<String, List<IpAddress>> own) {
    return enterAs(name -> addresses(own, name));
  }

  private Scope enterAs(Function<String, List<byte[]>> addresses) {
    if (table.isEmpty()) {
      return () -> {};
    }
    Map<Object, Function<String, List<byte[]>>> before = table.get().caller();
    table.get().caller(Map.of(key, addresses));
    return () -> table.get().caller(before);
  }

  /** Makes the calling thread the cluster's too, beside others that it has started and that run. */
  public void join() {
    table.ifPresent(
        known -> {
          Map<Object, Function<String, List<byte[]>>> all = new HashMap<>(known.caller());
          all.keySet().retainAll(known.clusters().keySet());
          all.put(key, this::addresses);
          known.caller(Map.copyOf(all));
        });
  }

  /** Answers no more. */
  @Override
  public void close() {
    table.ifPresent(known -> known.clusters().remove(key));
    directory = Directory.EMPTY;
  }
}
