using Mono.Cecil;
using Mono.Cecil.Cil;

namespace OmniAvatar.TorchSharpRepair.Tests.Handles;

/// <summary>How many values an instruction takes from the stack and puts there.</summary>
internal static class StackEffect
{
    /// <summary>Values taken, of <paramref name="depth"/> there are.</summary>
    public static int Pops(Instruction instruction, MethodDefinition method, int depth) =>
        instruction.OpCode.StackBehaviourPop switch
        {
            StackBehaviour.Pop0 => 0,
            StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
            StackBehaviour.PopAll => depth,
            StackBehaviour.Varpop => instruction.Operand switch
            {
                IMethodSignature call => call.Parameters.Count
                    + (call.HasThis && instruction.OpCode != OpCodes.Newobj ? 1 : 0)
                    + (instruction.OpCode == OpCodes.Calli ? 1 : 0),
                _ => IsVoid(method.ReturnType) ? 0 : 1,
            },
            var several => several.ToString().Split('_').Length,
        };

    /// <summary>Values put there.</summary>
    public static int Pushes(Instruction instruction) =>
        instruction.OpCode.StackBehaviourPush switch
        {
            StackBehaviour.Push0 => 0,
            StackBehaviour.Push1_push1 => 2,
            StackBehaviour.Varpush => IsVoid(((IMethodSignature)instruction.Operand).ReturnType) ? 0 : 1,
            _ => 1,
        };

    private static bool IsVoid(TypeReference type) =>
        type is IModifierType modified ? IsVoid(modified.ElementType) : type.MetadataType == MetadataType.Void;
}
