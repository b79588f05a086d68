using Mono.Cecil;
using Mono.Cecil.Cil;

namespace OmniAvatar.TorchSharpRepair.Tests.Handles;

/// <summary>
/// Where the values on the stack come from, for every instruction of a method: the instructions that made them, or the
/// arguments that they are, followed through variables, copies and casts along every path.
/// </summary>
internal sealed class ValueFlow
{
    private readonly MethodDefinition _method;
    private readonly Dictionary<Instruction, State> _before = [];
    private readonly Queue<Instruction> _open = [];
    private readonly HashSet<Instruction> _waiting = [];

    public ValueFlow(MethodDefinition method)
    {
        _method = method;
        Reach(method.Body.Instructions[0], new State([], []));
        foreach (var handler in method.Body.ExceptionHandlers)
        {
            var catches = handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter;
            Reach(handler.HandlerStart, catches ? State.Thrown(handler.HandlerStart) : new State([], []));
            if (handler.FilterStart is { } filter)
                Reach(filter, State.Thrown(filter));
        }
        while (_open.TryDequeue(out var instruction))
        {
            _waiting.Remove(instruction);
            Pass(instruction);
        }
    }

    /// <summary>What made each value that the instruction takes, the first one lowest on the stack.</summary>
    public IReadOnlyList<IReadOnlyCollection<object>> Inputs(Instruction instruction) =>
        _before.TryGetValue(instruction, out var state)
            ? state.Stack[^StackEffect.Pops(instruction, _method, state.Stack.Count)..]
            : [];

    /// <summary>What a variable or an argument may hold before the instruction.</summary>
    public IReadOnlyCollection<object> Values(Instruction before, object place) =>
        _before.TryGetValue(before, out var state) && state.Variables.TryGetValue(place, out var values) ? values
        : place is ParameterDefinition ? [place]
        : [];

    private void Pass(Instruction instruction)
    {
        var before = _before[instruction];
        var pops = StackEffect.Pops(instruction, _method, before.Stack.Count);
        List<HashSet<object>> stack = [.. before.Stack[..^pops]];
        var variables = new Dictionary<object, HashSet<object>>(before.Variables);
        if (Places.Stored(instruction, _method) is { } stored)
            variables[stored] = before.Stack[^1];
        else
        {
            var made = PassesOn(instruction) ? before.Stack[^1] : Made(instruction);
            stack.AddRange(Enumerable.Repeat(made, StackEffect.Pushes(instruction)));
        }
        foreach (var next in Next(instruction))
            Reach(next, new State(stack, variables));
    }

    private HashSet<object> Made(Instruction instruction)
    {
        var values = Places.Loaded(instruction, _method) is { } loaded ? Values(instruction, loaded) : [];
        return values.Count > 0 ? [.. values] : [instruction];
    }

    private void Reach(Instruction instruction, State arriving)
    {
        if (!_before.TryGetValue(instruction, out var known))
            _before[instruction] = arriving.Copy();
        else if (!known.Add(arriving))
            return;
        if (_waiting.Add(instruction))
            _open.Enqueue(instruction);
    }

    /// <summary>Where a method goes on after an instruction; behind a finally block with what was written behind
    /// it.</summary>
    public static IEnumerable<Instruction> Next(Instruction instruction)
    {
        if (instruction.Operand is Instruction target)
            yield return target;
        foreach (var one in instruction.Operand as Instruction[] ?? [])
            yield return one;
        var goesOn =
            instruction.OpCode.FlowControl is not (FlowControl.Branch or FlowControl.Return or FlowControl.Throw)
            || instruction.OpCode == OpCodes.Endfinally;
        if (goesOn && instruction.Next is { } next)
            yield return next;
    }

    /// <summary>Whether the value it gives is, or leads to, the very object that it takes.</summary>
    private static bool PassesOn(Instruction instruction) =>
        instruction.OpCode.Code
            is Code.Dup
                or Code.Castclass
                or Code.Isinst
                or Code.Box
                or Code.Ldobj
                or Code.Conv_I
                or Code.Conv_U
                or Code.Conv_I8;

    /// <summary>What made the values on the stack and in the variables.</summary>
    private sealed record State(List<HashSet<object>> Stack, Dictionary<object, HashSet<object>> Variables)
    {
        /// <summary>What a handler begins with: all that lies on its stack is what was thrown.</summary>
        public static State Thrown(Instruction handler)
        {
            HashSet<object> thrown = [handler];
            return new State([thrown], []);
        }

        public State Copy() =>
            new(
                [.. Stack.Select(values => values.ToHashSet())],
                Variables.ToDictionary(pair => pair.Key, pair => pair.Value.ToHashSet())
            );

        /// <summary>Adds what comes along another path; false if nothing was new.</summary>
        public bool Add(State other)
        {
            var before = Count();
            for (var i = 0; i < Stack.Count; i++)
                Stack[i].UnionWith(other.Stack[i]);
            foreach (var (variable, values) in other.Variables)
                if (!Variables.TryAdd(variable, [.. values]))
                    Variables[variable].UnionWith(values);
            return Count() > before;
        }

        private int Count() =>
            Variables.Count + Stack.Sum(values => values.Count) + Variables.Values.Sum(values => values.Count);
    }
}
