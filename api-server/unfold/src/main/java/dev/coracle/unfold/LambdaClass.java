// SPDX-License-Identifier: Apache-2.0

package dev.coracle.unfold;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ACC_SYNTHETIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.PUTSTATIC;
import static org.objectweb.asm.Opcodes.RETURN;

import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/** The class of one lambda: its captured values are fields, and its one method calls its body. */
final class LambdaClass {

  /** The field with the only object of a lambda that captures nothing. */
  static final String ONLY = "IT";

  /** The method that makes an object from the captured values. */
  static final String MAKE = "of";

  private static final String INIT = "<init>";

  private final String name;
  private final LambdaSite site;
  private final List<Type> captured;
  private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

  LambdaClass(String name, String nestHost, int version, LambdaSite site) {
    this.name = name;
    this.site = site;
    this.captured = site.captured();
    writer.visit(
        version,
        ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC,
        name,
        null,
        "java/lang/Object",
        new String[] {site.functionalInterface()});
    writer.visitNestHost(nestHost);
  }

  byte[] bytes() {
    constructor();
    if (captured.isEmpty()) {
      onlyObject();
    } else {
      factory();
    }
    body();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private void constructor() {
    MethodVisitor code = writer.visitMethod(ACC_PRIVATE, INIT, constructorType(), null, null);
    code.visitCode();
    code.visitVarInsn(ALOAD, 0);
    code.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", INIT, "()V", false);
    int local = 1;
    for (int i = 0; i < captured.size(); i++) {
      Type type = captured.get(i);
      writer.visitField(ACC_PRIVATE | ACC_FINAL, field(i), type.getDescriptor(), null, null);
      code.visitVarInsn(ALOAD, 0);
      code.visitVarInsn(type.getOpcode(ILOAD), local);
      code.visitFieldInsn(PUTFIELD, name, field(i), type.getDescriptor());
      local += type.getSize();
    }
    end(code, RETURN);
  }

  private String constructorType() {
    return Type.getMethodDescriptor(Type.VOID_TYPE, captured.toArray(Type[]::new));
  }

  private static String field(int i) {
    return "c" + i;
  }

  private void onlyObject() {
    String type = "L" + name + ";";
    writer.visitField(ACC_STATIC | ACC_FINAL, ONLY, type, null, null);
    MethodVisitor code = writer.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
    code.visitCode();
    code.visitTypeInsn(NEW, name);
    code.visitInsn(DUP);
    code.visitMethodInsn(INVOKESPECIAL, name, INIT, "()V", false);
    code.visitFieldInsn(PUTSTATIC, name, ONLY, type);
    end(code, RETURN);
  }

  private void factory() {
    MethodVisitor code = writer.visitMethod(ACC_STATIC, MAKE, site.factoryDescriptor(), null, null);
    code.visitCode();
    code.visitTypeInsn(NEW, name);
    code.visitInsn(DUP);
    int local = 0;
    for (Type type : captured) {
      code.visitVarInsn(type.getOpcode(ILOAD), local);
      local += type.getSize();
    }
    code.visitMethodInsn(INVOKESPECIAL, name, INIT, constructorType(), false);
    end(code, ARETURN);
  }

  private void body() {
    MethodVisitor code =
        writer.visitMethod(ACC_PUBLIC, site.method(), site.erased().getDescriptor(), null, null);
    code.visitCode();
    Handle implementation = site.implementation();
    if (site.isConstructor()) {
      code.visitTypeInsn(NEW, implementation.getOwner());
      code.visitInsn(DUP);
    }
    loadOperands(new Conversion(code), code);
    code.visitMethodInsn(
        site.opcode(),
        implementation.getOwner(),
        implementation.getName(),
        implementation.getDesc(),
        implementation.isInterface());
    Type result = site.erased().getReturnType();
    new Conversion(code).result(site.result(), site.instantiated().getReturnType(), result);
    end(code, result.getOpcode(IRETURN));
  }

  private void loadOperands(Conversion conversion, MethodVisitor code) {
    for (int i = 0; i < captured.size(); i++) {
      code.visitVarInsn(ALOAD, 0);
      code.visitFieldInsn(GETFIELD, name, field(i), captured.get(i).getDescriptor());
    }
    Type[] erased = site.erased().getArgumentTypes();
    Type[] instantiated = site.instantiated().getArgumentTypes();
    List<Type> wanted = site.operands().subList(captured.size(), site.operands().size());
    int local = 1;
    for (int i = 0; i < erased.length; i++) {
      code.visitVarInsn(erased[i].getOpcode(ILOAD), local);
      conversion.from(erased[i], instantiated[i]);
      conversion.from(instantiated[i], wanted.get(i));
      local += erased[i].getSize();
    }
  }

  private static void end(MethodVisitor code, int opcode) {
    code.visitInsn(opcode);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }
}
