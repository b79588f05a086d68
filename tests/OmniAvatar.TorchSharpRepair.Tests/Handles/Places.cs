using System.Globalization;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace OmniAvatar.TorchSharpRepair.Tests.Handles;

/// <summary>The variable or argument that an instruction reads or writes, whichever of its forms it has.</summary>
internal static class Places
{
    public static object? Loaded(Instruction instruction, MethodDefinition method) =>
        Of(instruction, method, "ldloc", "ldarg");

    public static object? Stored(Instruction instruction, MethodDefinition method) =>
        Of(instruction, method, "stloc", "starg");

    /// <summary>The one whose address is taken.</summary>
    public static object? Addressed(Instruction instruction, MethodDefinition method) =>
        Of(instruction, method, "ldloca", "ldarga");

    private static object? Of(Instruction instruction, MethodDefinition method, string ofVariable, string ofArgument)
    {
        var name = instruction.OpCode.Name.Split('.');
        if (name[0] != ofVariable && name[0] != ofArgument)
            return null;
        if (instruction.Operand is { } place)
            return place;
        var number = int.Parse(name[1], CultureInfo.InvariantCulture);
        if (name[0] == ofVariable)
            return method.Body.Variables[number];
        if (method.HasThis && number == 0)
            return method.Body.ThisParameter;
        return method.Parameters[number - (method.HasThis ? 1 : 0)];
    }
}
