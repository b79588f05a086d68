namespace OmniAvatar.Diffusion.Weights.Pickles;

/// <summary>
/// A stack machine for the part of pickle that weights need: plain containers, numbers, text, and tensors over named
/// storages. Every opcode that is not listed here is refused by name, so a pickle can describe data and do nothing
/// else.
/// </summary>
internal ref struct Unpickler(ReadOnlySpan<byte> pickle)
{
    private const int NewestProtocol = 5;

    private readonly Stack<object?> _stack = new();
    private readonly Dictionary<uint, object?> _memo = [];
    private PickleReader _reader = new(pickle);

    /// <summary>Bytes behind the pickle's end, once it was run.</summary>
    public readonly int Left => _reader.Left;

    /// <summary>Runs the pickle and gives what it builds.</summary>
    /// <exception cref="PickleRefusedException">It is damaged, or wants something that is not allowed.</exception>
    public object? Run()
    {
        while (true)
        {
            var opcode = _reader.Byte();
            if (opcode == '.')
                return Pop();
            if (!Scalar(opcode) && !Container(opcode) && !Memo(opcode) && !Reference(opcode))
                throw new PickleRefusedException(
                    $"it uses the pickle opcode {Describe(opcode)}, which weights do not need; nothing of it was run; "
                        + "save only a dictionary of the tensors with torch.save"
                );
        }
    }

    private bool Scalar(byte opcode)
    {
        switch (opcode)
        {
            case 0x80:
                if (_reader.Byte() > NewestProtocol)
                    throw new PickleRefusedException("it is of an unknown protocol");
                break;
            case 0x95:
                _reader.Skip(8);
                break; // FRAME: only a hint for readers of streams
            case (byte)'N':
                _stack.Push(null);
                break;
            case 0x88:
                _stack.Push(true);
                break;
            case 0x89:
                _stack.Push(false);
                break;
            case (byte)'J':
                _stack.Push((long)_reader.Int32());
                break;
            case (byte)'K':
                _stack.Push((long)_reader.Byte());
                break;
            case (byte)'M':
                _stack.Push((long)_reader.UInt16());
                break;
            case 0x8a:
                _stack.Push(_reader.Long(_reader.Byte()));
                break;
            // Decimal numbers and truth values, as protocols 0 and 1 write them.
            case (byte)'I' or (byte)'L':
                _stack.Push(_reader.DecimalOrTruth());
                break;
            case (byte)'G':
                _stack.Push(_reader.Double());
                break;
            case (byte)'X' or (byte)'T':
                _stack.Push(_reader.Text((uint)_reader.Int32()));
                break;
            // 'U' and 'T' are texts as Python 2 wrote them.
            case 0x8c or (byte)'U':
                _stack.Push(_reader.Text(_reader.Byte()));
                break;
            case 0x8d:
                _stack.Push(_reader.Text(_reader.Long(8)));
                break;
            default:
                return false;
        }
        return true;
    }

    private bool Container(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(':
                _stack.Push(PickleMark.Instance);
                break;
            case (byte)'}':
                _stack.Push(new PickleDictionary([]));
                break;
            case (byte)']':
                _stack.Push(new PickleList([]));
                break;
            case (byte)')':
                _stack.Push(new PickleTuple([]));
                break;
            case (byte)'t':
                _stack.Push(new PickleTuple(PopToMark()));
                break;
            case 0x85:
                _stack.Push(new PickleTuple(Pop(1)));
                break;
            case 0x86:
                _stack.Push(new PickleTuple(Pop(2)));
                break;
            case 0x87:
                _stack.Push(new PickleTuple(Pop(3)));
                break;
            case (byte)'a':
                Append(Pop(1));
                break;
            case (byte)'e':
                Append(PopToMark());
                break;
            case (byte)'s':
                SetItems(Pop(2));
                break;
            case (byte)'u':
                SetItems(PopToMark());
                break;
            default:
                return false;
        }
        return true;
    }

    private bool Memo(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'q':
                _memo[_reader.Byte()] = Peek();
                break;
            case (byte)'r':
                _memo[(uint)_reader.Int32()] = Peek();
                break;
            case 0x94:
                _memo[(uint)_memo.Count] = Peek();
                break;
            case (byte)'h':
                _stack.Push(Recall(_reader.Byte()));
                break;
            case (byte)'j':
                _stack.Push(Recall((uint)_reader.Int32()));
                break;
            default:
                return false;
        }
        return true;
    }

    private bool Reference(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'c':
                _stack.Push(PickleGlobals.Import(_reader.Line(), _reader.Line()));
                break;
            case 0x93:
                _stack.Push(
                    Pop(2) is [string module, string name] ? PickleGlobals.Import(module, name) : throw Damaged()
                );
                break;
            case (byte)'Q':
                _stack.Push(PickleGlobals.Storage(Pop()));
                break;
            case (byte)'R':
                _stack.Push(
                    Pop(2) is [var callee, var arguments] ? PickleGlobals.Call(callee, arguments) : throw Damaged()
                );
                break;
            case (byte)'b':
                Build();
                break;
            default:
                return false;
        }
        return true;
    }

    /// <summary>PyTorch hangs the layout's version on a state dict as an attribute; it says nothing of the tensors, and
    /// goes.</summary>
    private void Build()
    {
        Pop();
        if (Peek() is not PickleDictionary)
            throw new PickleRefusedException("it sets the state of something that is not a dictionary");
    }

    private void Append(object?[] items)
    {
        if (Peek() is not PickleList list)
            throw Damaged();
        list.Items.AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        if (Peek() is not PickleDictionary dictionary || items.Length % 2 != 0)
            throw Damaged();
        for (var i = 0; i < items.Length; i += 2)
            dictionary.Pairs.Add(new(items[i], items[i + 1]));
    }

    private object? Peek() => _stack.TryPeek(out var top) && top is not PickleMark ? top : throw Damaged();

    private object? Pop() => _stack.TryPop(out var top) && top is not PickleMark ? top : throw Damaged();

    private object?[] Pop(int count)
    {
        var items = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            items[i] = Pop();
        return items;
    }

    private object?[] PopToMark()
    {
        var items = new List<object?>();
        while (_stack.TryPop(out var top))
        {
            if (top is PickleMark)
            {
                items.Reverse();
                return items.ToArray();
            }
            items.Add(top);
        }
        throw Damaged();
    }

    private object? Recall(uint index) => _memo.TryGetValue(index, out var value) ? value : throw Damaged();

    private static PickleRefusedException Damaged() => new("its stack is damaged");

    private static string Describe(byte opcode) =>
        opcode is > 0x20 and < 0x7f ? $"'{(char)opcode}' (0x{opcode:x2})" : $"0x{opcode:x2}";
}
