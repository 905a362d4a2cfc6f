// SPDX-License-Identifier: Apache-2.0

package dev.coracle.unfold;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** The classes of one directory while they are rewritten. */
final class UnfoldedClasses {

  private final Map<String, byte[]> before;
  private final SortedMap<String, byte[]> changed = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> nestMembers = new TreeMap<>();

  UnfoldedClasses(Map<String, byte[]> before) {
    this.before = before;
  }

  void rewrite(String name) {
    ClassReader reader = new ClassReader(before(name));
    ClassWriter writer = new ClassWriter(reader, 0);
    UnfoldingVisitor visitor = new UnfoldingVisitor(writer);
    reader.accept(visitor, 0);
    if (visitor.hasChanged()) {
      changed.put(name, writer.toByteArray());
      changed.putAll(visitor.lambdaClasses());
      nestMembers
          .computeIfAbsent(visitor.nestHost(), host -> new TreeSet<>())
          .addAll(visitor.lambdaClasses().keySet());
    }
  }

  /** All that has changed, once every class was given. */
  SortedMap<String, byte[]> finish() {
    nestMembers.forEach(this::addMembers);
    return changed;
  }

  /** A class may touch what is private in its nest when the host names it as well. */
  private void addMembers(String host, SortedSet<String> members) {
    ClassReader reader =
        new ClassReader(changed.containsKey(host) ? changed.get(host) : before(host));
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visitNestMember(String member) {
            if (!members.contains(member)) {
              super.visitNestMember(member);
            }
          }

          @Override
          public void visitEnd() {
            members.forEach(super::visitNestMember);
            super.visitEnd();
          }
        },
        0);
    changed.put(host, writer.toByteArray());
  }

  private byte[] before(String name) {
    byte[] bytes = before.get(name);
    if (bytes == null) {
      throw new IllegalArgumentException(
          "class: " + name + " (expected: one of the directory, as others are in its nest)");
    }
    return bytes;
  }
}
