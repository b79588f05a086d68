using Mono.Cecil;
using Mono.Cecil.Cil;

namespace OmniAvatar.TorchSharpRepair.Handles;

/// <summary>
/// Makes every method that touches native handles end with GC.KeepAlive for what the handles came from: the objects
/// among its arguments and variables, and every object that a handle was taken of, which may be in no variable at all.
/// Without it the object's finalizer may free the handle while native code reads it.
/// <code>
/// x.add_(1):   Native.Add(x.Handle, 1.ToScalar().Handle);
///
/// becomes      Native.Add((a = x).Handle, (b = 1.ToScalar()).Handle);
///              GC.KeepAlive(x); GC.KeepAlive(a); GC.KeepAlive(b);
/// </code>
/// </summary>
internal sealed class HandleKeeper
{
    private readonly ModuleDefinition _module;
    private readonly KeepAliveCalls _keepAlive;

    private HandleKeeper(ModuleDefinition module) => (_module, _keepAlive) = (module, new KeepAliveCalls(module));

    /// <summary>Writes a repaired copy of an assembly and returns how many of its methods were rewritten.</summary>
    /// <exception cref="RepairException">The file is no assembly, or nothing in it touches native
    /// handles.</exception>
    public static int Repair(string assembly, string output)
    {
        try
        {
            using var module = ModuleDefinition.ReadModule(assembly);
            var methods = module.GetTypes().SelectMany(t => t.Methods).Where(NativeHandles.AreTouchedIn).ToList();
            if (methods.Count == 0)
                throw new RepairException(
                    $"No method of {Path.GetFileName(assembly)} uses native handles; check whether the library has "
                        + "changed."
                );
            var keeper = new HandleKeeper(module);
            foreach (var method in methods)
                keeper.KeepOwnersIn(method);
            module.Write(output);
            return methods.Count;
        }
        catch (BadImageFormatException e)
        {
            throw new RepairException($"{Path.GetFileName(assembly)} is not an assembly: {e.Message}");
        }
    }

    private void KeepOwnersIn(MethodDefinition method)
    {
        var body = method.Body;
        var kept = _keepAlive.OfArguments(method).Concat(_keepAlive.OfVariables(body)).ToList();
        foreach (var taking in body.Instructions.Where(NativeHandles.AreTakenBy).ToList())
        {
            var owner = new VariableDefinition(_module.TypeSystem.Object);
            body.Variables.Add(owner);
            body.InsertBefore(FirstPrefix(taking), [.. StoreOwner(taking, owner)]);
            kept.Add(() => _keepAlive.Of(Instruction.Create(OpCodes.Ldloc, owner)));
        }
        foreach (var ret in body.Instructions.Where(i => i.OpCode == OpCodes.Ret).ToList())
            body.InsertBefore(ret, [.. kept.SelectMany(keep => keep())]);
        body.WidenJumps();
    }

    /// <summary>Keeps a second reference to the object on the stack.</summary>
    private static IEnumerable<Instruction> StoreOwner(Instruction taking, VariableDefinition owner)
    {
        yield return Instruction.Create(OpCodes.Dup);
        // A call through a type parameter has the address of its object, of whatever type that is.
        if (FirstPrefix(taking) is { OpCode.Code: Code.Constrained, Operand: TypeReference type })
        {
            yield return Instruction.Create(OpCodes.Ldobj, type);
            yield return Instruction.Create(OpCodes.Box, type);
        }
        yield return Instruction.Create(OpCodes.Stloc, owner);
    }

    /// <summary>Where an instruction begins: nothing may come between it and its prefixes.</summary>
    private static Instruction FirstPrefix(Instruction instruction)
    {
        while (instruction.Previous is { OpCode.OpCodeType: OpCodeType.Prefix } prefix)
            instruction = prefix;
        return instruction;
    }
}
