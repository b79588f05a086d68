using Mono.Cecil;
using Mono.Cecil.Cil;

namespace OmniAvatar.TorchSharpRepair.Handles;

/// <summary>
/// Code that calls GC.KeepAlive, for methods of one module. What is to be kept is returned as a function, since each
/// place in a method needs instructions of its own.
/// </summary>
internal sealed class KeepAliveCalls
{
    private readonly ModuleDefinition _module;
    private readonly MethodReference _keepAlive;

    public KeepAliveCalls(ModuleDefinition module)
    {
        _module = module;
        var collector = new TypeReference("System", "GC", module, module.TypeSystem.CoreLibrary);
        _keepAlive = new MethodReference("KeepAlive", module.TypeSystem.Void, collector)
        {
            Parameters = { new ParameterDefinition(module.TypeSystem.Object) },
        };
    }

    public Instruction[] Of(Instruction load) => [load, Instruction.Create(OpCodes.Call, _keepAlive)];

    /// <summary>Keeps the object itself, and each argument that may own handles.</summary>
    public IEnumerable<Func<Instruction[]>> OfArguments(MethodDefinition method)
    {
        if (!method.IsStatic && !method.DeclaringType.IsValueType)
            yield return () => Of(Instruction.Create(OpCodes.Ldarg, method.Body.ThisParameter));
        foreach (var parameter in method.Parameters)
        {
            if (NativeHandles.MayBeOwnedBy(parameter.ParameterType))
                yield return () => Of(Instruction.Create(OpCodes.Ldarg, parameter));
            else if (SpanOfOwners(parameter.ParameterType) is { } span)
                yield return () => OfSpan(parameter, span);
        }
    }

    public IEnumerable<Func<Instruction[]>> OfVariables(MethodBody body) =>
        body
            .Variables.Where(variable => NativeHandles.MayBeOwnedBy(variable.VariableType))
            .ToList()
            .Select<VariableDefinition, Func<Instruction[]>>(variable =>
                () => Of(Instruction.Create(OpCodes.Ldloc, variable))
            );

    private static GenericInstanceType? SpanOfOwners(TypeReference type) =>
        type is GenericInstanceType { GenericArguments: [var item] } span
        && span.ElementType.FullName == "System.ReadOnlySpan`1"
        && NativeHandles.MayBeOwnedBy(item)
            ? span
            : null;

    // A span cannot be an object, but reading its first element at the end keeps all that lies behind it.
    private Instruction[] OfSpan(ParameterDefinition parameter, GenericInstanceType span)
    {
        var end = Instruction.Create(OpCodes.Nop);
        return
        [
            Instruction.Create(OpCodes.Ldarga, parameter),
            Instruction.Create(OpCodes.Call, MemberOf(span, "get_Length")),
            Instruction.Create(OpCodes.Brfalse, end),
            Instruction.Create(OpCodes.Ldarga, parameter),
            Instruction.Create(OpCodes.Ldc_I4, 0),
            Instruction.Create(OpCodes.Call, MemberOf(span, "get_Item")),
            .. Of(Instruction.Create(OpCodes.Ldind_Ref)),
            end,
        ];
    }

    // A method that takes handles from a span also reads the span's length and elements.
    private MethodReference MemberOf(GenericInstanceType span, string name) =>
        _module
            .GetMemberReferences()
            .OfType<MethodReference>()
            .FirstOrDefault(member => member.Name == name && member.DeclaringType.FullName == span.FullName)
        ?? throw new RepairException(
            $"{_module.Name} never calls {name} of {span.FullName}, so its elements cannot be kept alive."
        );
}
