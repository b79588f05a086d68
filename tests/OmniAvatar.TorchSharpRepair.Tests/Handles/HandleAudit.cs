using Mono.Cecil;
using Mono.Cecil.Cil;
using OmniAvatar.TorchSharpRepair.Handles;

namespace OmniAvatar.TorchSharpRepair.Tests.Handles;

/// <summary>
/// Looks at every handle that a method gives to native code, finds the objects it comes from, and tells those that
/// nothing keeps alive until the call returns. It shares no code with what adds the KeepAlive, but the notion of a
/// handle.
/// </summary>
internal sealed class HandleAudit
{
    private readonly MethodDefinition _method;
    private readonly ValueFlow _flow;
    private readonly KeptObjects _kept;
    private readonly List<string> _faults = [];

    private HandleAudit(MethodDefinition method)
    {
        _method = method;
        _flow = new ValueFlow(method);
        _kept = new KeptObjects(method, _flow);
    }

    /// <summary>Handles that were looked at.</summary>
    public int Handles { get; private set; }

    /// <summary>One sentence for each owner that is not kept.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public static HandleAudit Of(MethodDefinition method)
    {
        var audit = new HandleAudit(method);
        foreach (var call in method.Body.Instructions.Where(NativeHandles.CallsNative))
            audit.Look(call, (MethodDefinition)call.Operand);
        return audit;
    }

    private void Look(Instruction call, MethodDefinition native)
    {
        var kept = _kept.During(call);
        foreach (var (parameter, origins) in native.Parameters.Zip(_flow.Inputs(call)))
        {
            if (!NativeHandles.Are(parameter.ParameterType))
                continue;
            foreach (var origin in origins)
            {
                Handles++;
                var owners = Unkept(origin, kept);
                _faults.AddRange(
                    owners.Select(owner => $"{_method.FullName}: {native.Name}({parameter.Name}) comes from {owner}")
                );
            }
        }
    }

    /// <summary>Follows a handle, or memory with handles in it, to the objects it comes from, as far as each is kept
    /// or is of a kind that needs no keeping. What is left are owners that nothing keeps.</summary>
    private List<object> Unkept(object handle, HashSet<object> kept)
    {
        List<object> unkept = [];
        HashSet<object> seen = [];
        var open = new Stack<object>([handle]);
        while (open.TryPop(out var origin))
        {
            if (kept.Contains(origin) || !seen.Add(origin))
                continue;
            if (Sources(origin) is not { } sources)
                unkept.Add(origin);
            else
                foreach (var source in sources)
                    open.Push(source);
        }
        return unkept;
    }

    /// <summary>What a value was made of; null where it is an object of its own, which somebody must keep.</summary>
    private IEnumerable<object>? Sources(object value)
    {
        // A handle that a method is given is its caller's to keep.
        if (value is not Instruction made)
            return MayOwn(((ParameterDefinition)value).ParameterType) ? null : [];
        if (Places.Addressed(made, _method) is ParameterDefinition argument)
            return MayOwn(argument.ParameterType) ? [argument] : [];
        if (NativeHandles.CallsNative(made) || IsNumber(made) || IsPinned(made))
            return [];
        return made.OpCode.Code switch
        {
            Code.Newarr => ElementsOf(made),
            Code.Newobj when !IsDelegate(made) => null,
            _ => _flow.Inputs(made).SelectMany(values => values),
        };
    }

    private static bool MayOwn(TypeReference type) =>
        NativeHandles.MayBeOwnedBy(type)
        || type.IsGenericParameter
        || (type is GenericInstanceType { Name: "ReadOnlySpan`1", GenericArguments: [var item] } && MayOwn(item));

    private static bool IsDelegate(Instruction made) =>
        ((MethodReference)made.Operand).Parameters is [{ ParameterType.FullName: "System.Object" }, var method]
        && NativeHandles.Are(method.ParameterType);

    private static bool IsNumber(Instruction made) => made.OpCode.StackBehaviourPop == StackBehaviour.Pop0;

    /// <summary>The address of an element of an array of numbers, which a pinned variable holds.</summary>
    private static bool IsPinned(Instruction made) =>
        made.OpCode == OpCodes.Ldelema
        && made.Operand is TypeReference { IsPrimitive: true } item
        && !NativeHandles.Are(item);

    private IEnumerable<object> ElementsOf(Instruction array) =>
        _method
            .Body.Instructions.Where(i => i.OpCode.Name.StartsWith("stelem", StringComparison.Ordinal))
            .Select(_flow.Inputs)
            .Where(inputs => inputs[0].Contains(array))
            .SelectMany(inputs => inputs[2]);
}
