using Mono.Cecil;
using Mono.Cecil.Cil;

namespace OmniAvatar.TorchSharpRepair.Handles;

/// <summary>Which methods, instructions and types deal with native handles.</summary>
internal static class NativeHandles
{
    /// <summary>Whether the method calls native code, or takes a handle of an object.</summary>
    public static bool AreTouchedIn(MethodDefinition method) =>
        method.HasBody && method.Body.Instructions.Any(i => CallsNative(i) || AreTakenBy(i));

    public static bool CallsNative(Instruction instruction) =>
        instruction.Operand is MethodDefinition { IsPInvokeImpl: true };

    /// <summary>Whether the instruction takes a handle, or an array of them, of the one object on the stack.</summary>
    public static bool AreTakenBy(Instruction instruction) =>
        instruction.Operand switch
        {
            FieldReference field => instruction.OpCode == OpCodes.Ldfld
                && Are(field.FieldType)
                && field.DeclaringType.GetElementType() is TypeDefinition { IsValueType: false },
            MethodReference call => instruction.OpCode.FlowControl == FlowControl.Call
                && call.GetElementMethod() is MethodDefinition method
                && Are(method.ReturnType)
                && method.Parameters.Count == (method.IsStatic ? 1 : 0)
                && MayBeOwnedBy(method.IsStatic ? method.Parameters[0].ParameterType : method.DeclaringType),
            _ => false,
        };

    /// <summary>Whether objects of this type can own a handle, or hold others that do.</summary>
    public static bool MayBeOwnedBy(TypeReference type) =>
        !type.IsValueType
        && !type.IsByReference
        && !type.IsPointer
        && !type.IsPinned
        && !type.IsGenericParameter
        && type.FullName != "System.String";

    /// <summary>Whether this is the type of a handle, or of an array of them.</summary>
    public static bool Are(TypeReference type) => type.FullName is "System.IntPtr" or "System.IntPtr[]";
}
