using Mono.Cecil.Cil;

namespace OmniAvatar.TorchSharpRepair.Handles;

/// <summary>Changes to code that leave its jumps true.</summary>
internal static class MethodBodyEdits
{
    private static readonly Dictionary<OpCode, OpCode> FarJumps = AllOpCodes()
        .Where(code => code.OperandType == OperandType.ShortInlineBrTarget)
        .ToDictionary(code => code, code => AllOpCodes().Single(far => far.Name + ".s" == code.Name));

    /// <summary>The old instruction becomes the first of the new ones, so that jumps to it, and the bounds of try
    /// blocks, have them all.</summary>
    public static void InsertBefore(this MethodBody body, Instruction place, IReadOnlyList<Instruction> added)
    {
        if (added.Count == 0)
            return;
        var moved = Instruction.Create(OpCodes.Nop);
        (moved.OpCode, moved.Operand) = (place.OpCode, place.Operand);
        (place.OpCode, place.Operand) = (added[0].OpCode, added[0].Operand);
        var at = body.Instructions.IndexOf(place);
        for (var i = 1; i < added.Count; i++)
            body.Instructions.Insert(at + i, added[i]);
        body.Instructions.Insert(at + added.Count, moved);
    }

    /// <summary>Makes every jump a far one: what was added may not fit into one byte.</summary>
    public static void WidenJumps(this MethodBody body)
    {
        foreach (var jump in body.Instructions.Where(i => i.OpCode.OperandType == OperandType.ShortInlineBrTarget))
            jump.OpCode = FarJumps[jump.OpCode];
    }

    private static IEnumerable<OpCode> AllOpCodes() =>
        typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!);
}
