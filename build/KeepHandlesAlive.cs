using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>
/// Writes a copy of an assembly in which every method that touches native handles ends with GC.KeepAlive for what the
/// handles came from: its objects among arguments and variables, and every object a handle was taken of, which may be
/// in no variable at all (the Scalar of
/// <c>1.ToScalar().Handle</c>). Without it the object's finalizer may free the handle while native code reads it.
/// Inline tasks compile against netstandard 2.0.
/// </summary>
public sealed class KeepHandlesAlive : Task
{
    [Required]
    public string Assembly { get; set; } = "";

    [Required]
    public string Output { get; set; } = "";

    public override bool Execute()
    {
        using (var module = ModuleDefinition.ReadModule(Assembly))
        {
            var methods = module.GetTypes().SelectMany(type => type.Methods).Where(Handles.AreTouchedIn).ToList();
            if (methods.Count == 0)
            {
                Log.LogError(
                    $"{Path.GetFileName(Assembly)}: no method touches native handles, so none was "
                        + $"rewritten. Has the library changed?"
                );
                return false;
            }
            var keepAlive = new KeepAliveCalls(module);
            foreach (var method in methods)
                keepAlive.AddTo(method);
            Write(module);
            Log.LogMessage(
                MessageImportance.Normal,
                $"{Path.GetFileName(Assembly)}: {methods.Count} methods keep their handles alive"
            );
        }
        return true;
    }

    // Complete or not at all: a build that was interrupted must not leave half a library behind.
    private void Write(ModuleDefinition module)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Output));
        var temporary = Output + ".new";
        module.Write(temporary);
        File.Delete(Output);
        File.Move(temporary, Output);
    }

    /// <summary>Which methods and instructions deal with native handles.</summary>
    private static class Handles
    {
        public static bool AreTouchedIn(MethodDefinition method) =>
            method.HasBody && method.Body.Instructions.Any(i => CallsNative(i) || Takes(i));

        /// <summary>Whether the instruction takes a handle, or an array of them, of the one object on the
        /// stack.</summary>
        public static bool Takes(Instruction instruction)
        {
            if (instruction.OpCode == OpCodes.Ldfld)
            {
                var field = (FieldReference)instruction.Operand;
                return IsHandle(field.FieldType)
                    && field.DeclaringType.GetElementType() is TypeDefinition { IsValueType: false };
            }
            if (
                !(instruction.Operand is MethodReference call) || call.GetElementMethod() is not MethodDefinition method
            )
                return false;
            var taken = method.IsStatic ? method.Parameters.FirstOrDefault()?.ParameterType : method.DeclaringType;
            return IsHandle(method.ReturnType)
                && method.Parameters.Count == (method.IsStatic ? 1 : 0)
                && taken != null
                && MayOwn(taken);
        }

        /// <summary>Whether objects of this type can own a handle, or hold others that do.</summary>
        public static bool MayOwn(TypeReference type) =>
            !type.IsValueType
            && !type.IsByReference
            && !type.IsPointer
            && !type.IsPinned
            && !type.IsGenericParameter
            && type.FullName != "System.String";

        private static bool CallsNative(Instruction instruction) =>
            instruction.Operand is MethodDefinition { IsPInvokeImpl: true };

        private static bool IsHandle(TypeReference type) => type.FullName is "System.IntPtr" or "System.IntPtr[]";
    }

    /// <summary>Adds the calls to methods of one module.</summary>
    private sealed class KeepAliveCalls
    {
        // Jumps over what was added may not fit their one byte any more.
        private static readonly Dictionary<OpCode, OpCode> FarJumps = AllOpCodes()
            .Where(code => code.OperandType == OperandType.ShortInlineBrTarget)
            .ToDictionary(code => code, code => AllOpCodes().Single(far => far.Name + ".s" == code.Name));

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

        public void AddTo(MethodDefinition method)
        {
            var body = method.Body;
            var loads = Arguments(method).Concat(Variables(body)).ToList();
            foreach (var taking in body.Instructions.Where(Handles.Takes).ToList())
            {
                var owner = new VariableDefinition(_module.TypeSystem.Object);
                body.Variables.Add(owner);
                InsertBefore(body, taking, [Instruction.Create(OpCodes.Dup), Instruction.Create(OpCodes.Stloc, owner)]);
                loads.Add(() => Keep(Instruction.Create(OpCodes.Ldloc, owner)));
            }
            foreach (var ret in body.Instructions.Where(i => i.OpCode == OpCodes.Ret).ToList())
                InsertBefore(body, ret, loads.SelectMany(load => load()).ToList());
            foreach (var jump in body.Instructions.Where(i => i.OpCode.OperandType == OperandType.ShortInlineBrTarget))
                jump.OpCode = FarJumps[jump.OpCode];
        }

        private IEnumerable<Func<Instruction[]>> Arguments(MethodDefinition method)
        {
            if (!method.IsStatic && !method.DeclaringType.IsValueType)
                yield return () => Keep(Instruction.Create(OpCodes.Ldarg, method.Body.ThisParameter));
            foreach (var parameter in method.Parameters)
            {
                if (Handles.MayOwn(parameter.ParameterType))
                    yield return () => Keep(Instruction.Create(OpCodes.Ldarg, parameter));
                else if (SpanOfOwners(parameter.ParameterType) is { } span)
                    yield return () => KeepSpan(parameter, span);
            }
        }

        private IEnumerable<Func<Instruction[]>> Variables(MethodBody body) =>
            body
                .Variables.Where(variable => Handles.MayOwn(variable.VariableType))
                .ToList()
                .Select<VariableDefinition, Func<Instruction[]>>(variable =>
                    () => Keep(Instruction.Create(OpCodes.Ldloc, variable))
                );

        private Instruction[] Keep(Instruction load) => [load, Instruction.Create(OpCodes.Call, _keepAlive)];

        private static GenericInstanceType SpanOfOwners(TypeReference type) =>
            type is GenericInstanceType { GenericArguments: { Count: 1 } arguments } span
            && span.ElementType.FullName == "System.ReadOnlySpan`1"
            && Handles.MayOwn(arguments[0])
                ? span
                : null;

        // A span cannot be an object, but reading its first element at the end keeps all that lies behind it.
        private Instruction[] KeepSpan(ParameterDefinition parameter, GenericInstanceType span)
        {
            var (length, item) = (MemberOf(span, "get_Length"), MemberOf(span, "get_Item"));
            var end = Instruction.Create(OpCodes.Nop);
            return
            [
                Instruction.Create(OpCodes.Ldarga, parameter),
                Instruction.Create(OpCodes.Call, length),
                Instruction.Create(OpCodes.Brfalse, end),
                Instruction.Create(OpCodes.Ldarga, parameter),
                Instruction.Create(OpCodes.Ldc_I4, 0),
                Instruction.Create(OpCodes.Call, item),
                .. Keep(Instruction.Create(OpCodes.Ldind_Ref)),
                end,
            ];
        }

        // Whoever takes handles out of a span has read its length and its elements somewhere.
        private MethodReference MemberOf(TypeReference type, string name) =>
            _module
                .GetMemberReferences()
                .OfType<MethodReference>()
                .First(member => member.Name == name && member.DeclaringType.FullName == type.FullName);

        private static IEnumerable<OpCode> AllOpCodes() =>
            typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null));

        // The old instruction becomes the first of the new ones, so that jumps to it run them all.
        private static void InsertBefore(MethodBody body, Instruction place, IReadOnlyList<Instruction> added)
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
    }
}
