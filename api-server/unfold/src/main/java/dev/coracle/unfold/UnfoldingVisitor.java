// SPDX-License-Identifier: Apache-2.0

package dev.coracle.unfold;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * One class on its way through: a lambda's call site becomes the making of an object of a class of
 * its own, and a record's generated method becomes what one would have written.
 *
 * <p>Lambdas with markers, bridges or serialization stay what they are; so does every other dynamic
 * call.
 */
final class UnfoldingVisitor extends ClassVisitor {

  private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";
  private static final String RECORDS = "java/lang/runtime/ObjectMethods";

  private final SortedMap<String, byte[]> lambdaClasses = new TreeMap<>();
  private String name = "";
  private String nestHost = "";
  private int version;
  private boolean changed;

  UnfoldingVisitor(ClassWriter writer) {
    super(Opcodes.ASM9, writer);
  }

  boolean hasChanged() {
    return changed;
  }

  SortedMap<String, byte[]> lambdaClasses() {
    return lambdaClasses;
  }

  String nestHost() {
    return nestHost;
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    this.version = version;
    this.name = name;
    this.nestHost = name;
    super.visit(version, access, name, signature, superName, interfaces);
  }

  @Override
  public void visitNestHost(String host) {
    nestHost = host;
    super.visitNestHost(host);
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String method,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    return new CallSites(super.visitMethod(access, method, descriptor, signature, exceptions));
  }

  private String add(LambdaSite site) {
    String lambda = name + "$$" + (lambdaClasses.size() + 1);
    lambdaClasses.put(lambda, new LambdaClass(lambda, nestHost, version, site).bytes());
    return lambda;
  }

  private final class CallSites extends MethodVisitor {

    CallSites(MethodVisitor writer) {
      super(Opcodes.ASM9, writer);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String called, String descriptor, Handle bootstrap, Object... arguments) {
      switch (bootstrap.getOwner() + "." + bootstrap.getName()) {
        case LAMBDAS + ".metafactory" -> lambda(LambdaSite.of(called, descriptor, arguments));
        case RECORDS + ".bootstrap" -> recordMethod(called, arguments);
        default -> super.visitInvokeDynamicInsn(called, descriptor, bootstrap, arguments);
      }
    }

    private void lambda(LambdaSite site) {
      changed = true;
      String lambda = add(site);
      if (site.captured().isEmpty()) {
        visitFieldInsn(Opcodes.GETSTATIC, lambda, LambdaClass.ONLY, "L" + lambda + ";");
      } else {
        visitMethodInsn(
            Opcodes.INVOKESTATIC, lambda, LambdaClass.MAKE, site.factoryDescriptor(), false);
      }
    }

    /** Its operands are on the stack already, so the body is called rather than put in place. */
    private void recordMethod(String method, Object[] arguments) {
      changed = true;
      List<Handle> components =
          Arrays.stream(arguments, 2, arguments.length).map(Handle.class::cast).toList();
      RecordMethod body = new RecordMethod((Type) arguments[0], components, method);
      visitMethodInsn(Opcodes.INVOKESTATIC, name, body.name(), body.descriptor(), false);
      body.writeTo(UnfoldingVisitor.this.cv);
    }
  }
}
