// SPDX-License-Identifier: Apache-2.0

package dev.coracle.unfold;

import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SYNTHETIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.BIPUSH;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.F_SAME;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.IADD;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ICONST_1;
import static org.objectweb.asm.Opcodes.IFEQ;
import static org.objectweb.asm.Opcodes.IFNE;
import static org.objectweb.asm.Opcodes.IF_ACMPNE;
import static org.objectweb.asm.Opcodes.IF_ICMPNE;
import static org.objectweb.asm.Opcodes.IMUL;
import static org.objectweb.asm.Opcodes.INSTANCEOF;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.LCMP;
import static org.objectweb.asm.Opcodes.NEW;

import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * The body of a record's {@code equals}, {@code hashCode} or {@code toString}, as {@link
 * java.lang.runtime.ObjectMethods} specifies it, in a static method of the record.
 *
 * @param components how their fields, which have their names, are read
 */
record RecordMethod(Type type, List<Handle> components, String method) {

  private static final String BUILDER = "java/lang/StringBuilder";
  private static final String OBJECTS = "java/util/Objects";

  /** Of the longest: a record, a long of each of two, or three ints. */
  private static final int STACK = 6;

  String name() {
    return "$" + method;
  }

  String descriptor() {
    return switch (method) {
      case "equals" -> "(" + type + "Ljava/lang/Object;)Z";
      case "hashCode" -> "(" + type + ")I";
      case "toString" -> "(" + type + ")Ljava/lang/String;";
      default ->
          throw new IllegalArgumentException(
              "method: " + method + " (expected: equals, hashCode or toString)");
    };
  }

  void writeTo(ClassVisitor owner) {
    MethodVisitor code =
        owner.visitMethod(
            ACC_PRIVATE | ACC_STATIC | ACC_SYNTHETIC, name(), descriptor(), null, null);
    code.visitCode();
    switch (method) {
      case "equals" -> writeEquals(code);
      case "hashCode" -> writeHashCode(code);
      default -> writeToString(code);
    }
    code.visitMaxs(STACK, 2);
    code.visitEnd();
  }

  private void writeEquals(MethodVisitor code) {
    Label other = new Label();
    Label different = new Label();
    code.visitVarInsn(ALOAD, 0);
    code.visitVarInsn(ALOAD, 1);
    code.visitJumpInsn(IF_ACMPNE, other);
    code.visitInsn(ICONST_1);
    code.visitInsn(IRETURN);
    mark(code, other);
    code.visitVarInsn(ALOAD, 1);
    code.visitTypeInsn(INSTANCEOF, type.getInternalName());
    code.visitJumpInsn(IFEQ, different);
    for (Handle component : components) {
      read(code, 0, component);
      read(code, 1, component);
      jumpIfDifferent(code, Type.getType(component.getDesc()), different);
    }
    code.visitInsn(ICONST_1);
    code.visitInsn(IRETURN);
    mark(code, different);
    code.visitInsn(ICONST_0);
    code.visitInsn(IRETURN);
  }

  private static void mark(MethodVisitor code, Label label) {
    code.visitLabel(label);
    code.visitFrame(F_SAME, 0, null, 0, null);
  }

  private void read(MethodVisitor code, int local, Handle component) {
    code.visitVarInsn(ALOAD, local);
    if (local != 0) {
      code.visitTypeInsn(CHECKCAST, type.getInternalName());
    }
    code.visitFieldInsn(GETFIELD, type.getInternalName(), component.getName(), component.getDesc());
  }

  private static void jumpIfDifferent(MethodVisitor code, Type type, Label different) {
    switch (type.getSort()) {
      case Type.OBJECT, Type.ARRAY -> {
        code.visitMethodInsn(
            INVOKESTATIC, OBJECTS, "equals", "(Ljava/lang/Object;Ljava/lang/Object;)Z", false);
        code.visitJumpInsn(IFEQ, different);
      }
      case Type.FLOAT, Type.DOUBLE -> {
        // As the boxes compare: a NaN equals itself, and the two zeros are not equal.
        code.visitMethodInsn(
            INVOKESTATIC, Conversion.box(type), "compare", "(" + type + type + ")I", false);
        code.visitJumpInsn(IFNE, different);
      }
      case Type.LONG -> {
        code.visitInsn(LCMP);
        code.visitJumpInsn(IFNE, different);
      }
      default -> code.visitJumpInsn(IF_ICMPNE, different);
    }
  }

  private void writeHashCode(MethodVisitor code) {
    code.visitInsn(ICONST_0);
    for (Handle component : components) {
      code.visitIntInsn(BIPUSH, 31);
      code.visitInsn(IMUL);
      read(code, 0, component);
      Type type = Type.getType(component.getDesc());
      boolean primitive = Conversion.isPrimitive(type);
      code.visitMethodInsn(
          INVOKESTATIC,
          primitive ? Conversion.box(type) : OBJECTS,
          "hashCode",
          primitive ? "(" + type + ")I" : "(Ljava/lang/Object;)I",
          false);
      code.visitInsn(IADD);
    }
    code.visitInsn(IRETURN);
  }

  private void writeToString(MethodVisitor code) {
    code.visitTypeInsn(NEW, BUILDER);
    code.visitInsn(DUP);
    code.visitMethodInsn(INVOKESPECIAL, BUILDER, "<init>", "()V", false);
    String before = simpleName() + "[";
    for (Handle component : components) {
      append(code, before + component.getName() + "=");
      read(code, 0, component);
      append(code, Type.getType(component.getDesc()));
      before = ", ";
    }
    append(code, components.isEmpty() ? before + "]" : "]");
    code.visitMethodInsn(INVOKEVIRTUAL, BUILDER, "toString", "()Ljava/lang/String;", false);
    code.visitInsn(ARETURN);
  }

  private String simpleName() {
    String name = type.getInternalName();
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('$')) + 1);
    // Records inside a method are numbered.
    return last.replaceFirst("^[0-9]+", "");
  }

  private static void append(MethodVisitor code, String text) {
    code.visitLdcInsn(text);
    append(code, Type.getType(String.class));
  }

  private static void append(MethodVisitor code, Type type) {
    String parameter =
        switch (type.getSort()) {
          case Type.OBJECT, Type.ARRAY ->
              type.getClassName().equals("java.lang.String")
                  ? type.getDescriptor()
                  : "Ljava/lang/Object;";
          case Type.BYTE, Type.SHORT -> "I";
          default -> type.getDescriptor();
        };
    code.visitMethodInsn(
        INVOKEVIRTUAL, BUILDER, "append", "(" + parameter + ")L" + BUILDER + ";", false);
  }
}
