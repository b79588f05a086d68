using Mono.Cecil;
using Mono.Cecil.Cil;

namespace OmniAvatar.TorchSharpRepair.Tests.Handles;

/// <summary>What GC.KeepAlive keeps in a method: each variable or argument that one of its calls is given, and
/// where.</summary>
internal sealed class KeptObjects
{
    private readonly MethodDefinition _method;
    private readonly ValueFlow _flow;
    private readonly ILookup<object, Instruction> _keeping;

    public KeptObjects(MethodDefinition method, ValueFlow flow)
    {
        (_method, _flow) = (method, flow);
        _keeping = method
            .Body.Instructions.Where(IsKeepAlive)
            .Select(call => (Place: PlaceOf(call.Previous), Call: call))
            .Where(kept => kept.Place is not null)
            .ToLookup(kept => kept.Place!, kept => kept.Call);
    }

    /// <summary>What made the objects, or the arguments they are, that a collection during this call finds kept: some
    /// way leads from it to a KeepAlive of their variable, which nothing overwrites on the way.</summary>
    public HashSet<object> During(Instruction call) =>
        [
            .. _keeping
                .Where(kept => Leads(call, kept.Key, kept.ToHashSet()))
                .SelectMany(kept => _flow.Values(call, kept.Key)),
        ];

    private bool Leads(Instruction from, object place, HashSet<Instruction> to)
    {
        HashSet<Instruction> seen = [];
        var open = new Stack<Instruction>(Next(from));
        while (open.TryPop(out var instruction))
        {
            if (to.Contains(instruction))
                return true;
            if (!seen.Add(instruction) || Places.Stored(instruction, _method) == place)
                continue;
            foreach (var next in Next(instruction))
                open.Push(next);
        }
        return false;
    }

    /// <summary>Where a method goes on, or is caught.</summary>
    private IEnumerable<Instruction> Next(Instruction instruction) =>
        ValueFlow
            .Next(instruction)
            .Concat(
                _method
                    .Body.ExceptionHandlers.Where(handler =>
                        instruction.Offset >= handler.TryStart.Offset && instruction.Offset < handler.TryEnd.Offset
                    )
                    .Select(handler => handler.HandlerStart)
            );

    /// <summary>A variable, an argument, or the span of which the first element is read.</summary>
    private object? PlaceOf(Instruction loading) =>
        loading.OpCode == OpCodes.Ldind_Ref
            ? Places.Addressed(loading.Previous.Previous.Previous, _method)
            : Places.Loaded(loading, _method);

    private static bool IsKeepAlive(Instruction instruction) =>
        instruction.Operand is MethodReference { Name: nameof(GC.KeepAlive), DeclaringType.FullName: "System.GC" };
}
