// SPDX-License-Identifier: Apache-2.0

package dev.coracle.unfold;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What a lambda's call site says, in the words of {@link java.lang.invoke.LambdaMetafactory}.
 *
 * @param factoryDescriptor from the captured values to the functional interface
 * @param method the name of the interface's one method
 * @param erased the type of that method
 * @param implementation what is called
 * @param instantiated the type of the method with its type variables known
 */
record LambdaSite(
    String factoryDescriptor,
    String method,
    Type erased,
    Handle implementation,
    Type instantiated) {

  static LambdaSite of(String method, String factoryDescriptor, Object[] arguments) {
    return new LambdaSite(
        factoryDescriptor, method, (Type) arguments[0], (Handle) arguments[1], (Type) arguments[2]);
  }

  List<Type> captured() {
    return List.of(Type.getArgumentTypes(factoryDescriptor));
  }

  String functionalInterface() {
    return Type.getReturnType(factoryDescriptor).getInternalName();
  }

  boolean isConstructor() {
    return implementation.getTag() == Opcodes.H_NEWINVOKESPECIAL;
  }

  /** What is handed to the implementation, its receiver first. */
  List<Type> operands() {
    List<Type> operands = new ArrayList<>();
    if (!isConstructor() && implementation.getTag() != Opcodes.H_INVOKESTATIC) {
      operands.add(Type.getObjectType(implementation.getOwner()));
    }
    operands.addAll(List.of(Type.getArgumentTypes(implementation.getDesc())));
    return operands;
  }

  /** What the implementation gives. */
  Type result() {
    return isConstructor()
        ? Type.getObjectType(implementation.getOwner())
        : Type.getReturnType(implementation.getDesc());
  }

  /** The instruction that calls the implementation; what is private is virtual in its nest. */
  int opcode() {
    return switch (implementation.getTag()) {
      case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
      case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
      default -> implementation.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
    };
  }
}
