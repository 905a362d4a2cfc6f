// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import static java.util.Map.entry;

import java.util.Map;

/** What the columns of tables show, by their headings; a heading means the same for every kind. */
final class ColumnMeanings {

  private static final Map<String, String> MEANINGS =
      Map.ofEntries(
          entry("Address", "Where the object is reached."),
          entry("AddressType", "Which kind of addresses the endpoints have."),
          entry("Age", "How long ago the object was created."),
          entry("Allowed Disruptions", "How many Pods may be evicted now."),
          entry("Available", "How many Pods have been ready for long enough."),
          entry("CIDRs", "The blocks of addresses to give out."),
          entry("Class", "The class whose controller is in charge."),
          entry("Cluster-IP", "The addresses inside the cluster."),
          entry("Container-Runtime", "What runs the containers, and its version."),
          entry("Containers", "The names of the containers."),
          entry("Controller", "What is in charge of the object."),
          entry("Count", "How many times it happened."),
          entry("Current", "How many Pods there are."),
          entry("Data", "How many entries there are."),
          entry("Desired", "How many Pods there are to be."),
          entry("Endpoints", "The addresses behind the Service."),
          entry("External-IP", "The addresses outside the cluster."),
          entry("First Seen", "How long ago it first happened."),
          entry("Holder", "Who holds the Lease."),
          entry("Hosts", "The host names that rules are for."),
          entry("IP", "The address of the Pod."),
          entry("Images", "The images of the containers."),
          entry("Internal-IP", "The address inside the cluster."),
          entry("Kernel-Version", "The version of the kernel."),
          entry("Last Seen", "How long ago it last happened."),
          entry("Max Unavailable", "How many Pods may be missing at a time."),
          entry("Message", "What happened, in words."),
          entry("Min Available", "How many Pods must be there at any time."),
          entry("Name", "The name of the object."),
          entry("Node", "The Node that the Pod is bound to."),
          entry("Nominated Node", "The Node that other Pods leave for this one."),
          entry("OS-Image", "The operating system."),
          entry("Object", "What it happened to."),
          entry("Parameters", "The object with further settings."),
          entry("ParentRef", "The object that the address is given to."),
          entry("Pod-Selector", "The labels of the Pods that the rules are for."),
          entry("Port(s)", "The ports that are listened to."),
          entry("Ports", "The ports that are listened to."),
          entry("Readiness Gates", "How many of the further conditions of readiness are met."),
          entry("Ready", "How many parts are ready."),
          entry("Reason", "Why it happened, in one word."),
          entry("Restarts", "How many times containers were started again, and when last."),
          entry("Revision", "The number of the revision."),
          entry("Roles", "What the Node is for, by its labels."),
          entry("Secrets", "How many Secrets are named."),
          entry("Selector", "The labels of the Pods that are looked for."),
          entry("Source", "Who reported it."),
          entry("Status", "Which phase of its life the object is in."),
          entry("Subobject", "The part of the object that it happened to."),
          entry("Type", "Which sort of its kind the object is."),
          entry("Up-to-date", "How many Pods are of the newest template."),
          entry("Version", "The version of the software."));

  private ColumnMeanings() {}

  static String of(String heading) {
    return MEANINGS.getOrDefault(heading, "");
  }
}
