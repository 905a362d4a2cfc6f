// SPDX-License-Identifier: Apache-2.0

package dev.coracle.unfold;

import static java.util.Objects.requireNonNull;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.I2L;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.L2D;
import static org.objectweb.asm.Opcodes.L2F;
import static org.objectweb.asm.Opcodes.POP;
import static org.objectweb.asm.Opcodes.POP2;

import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The conversions that Java allows between a functional interface's method and what it calls: to
 * box, to unbox, to widen, to cast.
 */
final class Conversion {

  private static final String OBJECT = "java/lang/Object";
  private static final Map<Type, String> BOXES =
      Map.of(
          Type.BOOLEAN_TYPE, "java/lang/Boolean",
          Type.CHAR_TYPE, "java/lang/Character",
          Type.BYTE_TYPE, "java/lang/Byte",
          Type.SHORT_TYPE, "java/lang/Short",
          Type.INT_TYPE, "java/lang/Integer",
          Type.LONG_TYPE, "java/lang/Long",
          Type.FLOAT_TYPE, "java/lang/Float",
          Type.DOUBLE_TYPE, "java/lang/Double");

  private final MethodVisitor code;

  Conversion(MethodVisitor code) {
    this.code = code;
  }

  static boolean isPrimitive(Type type) {
    return type.getSort() < Type.ARRAY;
  }

  static String box(Type primitive) {
    return requireNonNull(BOXES.get(primitive), "box");
  }

  /** Makes what was called with give what the erased method must. */
  void result(Type given, Type instantiated, Type erased) {
    if (erased.equals(Type.VOID_TYPE)) {
      drop(given);
    } else if (isPrimitive(instantiated)) {
      from(given, instantiated);
      from(instantiated, erased);
    } else {
      // Boxed as what it is: the instantiated type may be a supertype of the box.
      from(given, erased);
    }
  }

  private void drop(Type given) {
    if (given.getSize() > 0) {
      code.visitInsn(given.getSize() == 1 ? POP : POP2);
    }
  }

  void from(Type from, Type to) {
    if (from.equals(to)) {
      return;
    }
    if (!isPrimitive(from) && !isPrimitive(to)) {
      cast(to);
    } else if (!isPrimitive(from)) {
      unbox(from, to);
    } else if (isPrimitive(to)) {
      widen(from, to);
    } else {
      String box = box(from);
      code.visitMethodInsn(INVOKESTATIC, box, "valueOf", "(" + from + ")L" + box + ";", false);
    }
  }

  private void cast(Type to) {
    if (!to.getInternalName().equals(OBJECT)) {
      code.visitTypeInsn(CHECKCAST, to.getInternalName());
    }
  }

  private void unbox(Type from, Type to) {
    Type content = content(from).orElse(to);
    if (content(from).isEmpty()) {
      cast(Type.getObjectType(box(to)));
    }
    code.visitMethodInsn(
        INVOKEVIRTUAL, box(content), content.getClassName() + "Value", "()" + content, false);
    from(content, to);
  }

  private static Optional<Type> content(Type box) {
    return BOXES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(box.getInternalName()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private void widen(Type from, Type to) {
    boolean isInt = from.getSort() <= Type.INT;
    switch (to.getSort()) {
      case Type.LONG -> code.visitInsn(I2L);
      case Type.FLOAT -> code.visitInsn(isInt ? Opcodes.I2F : L2F);
      case Type.DOUBLE -> code.visitInsn(toDouble(from, isInt));
      default -> {
        // On the stack, what is smaller is an int already.
      }
    }
  }

  private static int toDouble(Type from, boolean isInt) {
    if (isInt) {
      return Opcodes.I2D;
    }
    return from.equals(Type.LONG_TYPE) ? L2D : Opcodes.F2D;
  }
}
