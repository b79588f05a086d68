using System.Buffers.Binary;
using System.Text;

namespace OmniAvatar.Diffusion.Weights.Pickles;

/// <summary>Writes the pickle of a state dict: protocol 2, a dict from key to tensor, each tensor with a storage of its
/// own.</summary>
internal sealed class Pickler
{
    private readonly MemoryStream _stream = new();

    /// <summary>The pickle of a dictionary of contiguous tensors; the i-th lives in the record named i.</summary>
    public static byte[] Write(IReadOnlyList<KeyValuePair<string, TensorInfo>> tensors)
    {
        var pickler = new Pickler();
        pickler.Opcodes(0x80, 2, '}', '(');
        for (var i = 0; i < tensors.Count; i++)
            pickler.Entry(i, tensors[i].Key, tensors[i].Value);
        pickler.Opcodes('u', '.');
        return pickler._stream.ToArray();
    }

    private void Entry(int record, string key, TensorInfo info)
    {
        Text(key);
        Global("torch._utils", "_rebuild_tensor_v2");
        Opcodes('(', '(');
        Text("storage");
        var storage = PickleGlobals.StorageOf(info.DataType);
        Global("torch", storage["torch.".Length..]);
        Text(record.ToString());
        Text("cpu");
        Number(info.ElementCount);
        Opcodes('t', 'Q');
        Number(0);
        Numbers(info.Shape);
        Numbers(ContiguousStrides(info.Shape));
        Opcodes(0x89);
        Global("collections", "OrderedDict");
        Opcodes(')', 'R', 't', 'R');
    }

    private static long[] ContiguousStrides(IReadOnlyList<long> shape)
    {
        var strides = new long[shape.Count];
        for (long i = shape.Count - 1, stride = 1; i >= 0; stride *= Math.Max(shape[(int)i], 1), i--)
            strides[i] = stride;
        return strides;
    }

    private void Numbers(IReadOnlyList<long> numbers)
    {
        Opcodes('(');
        foreach (var number in numbers)
            Number(number);
        Opcodes('t');
    }

    private void Number(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        var small = number is >= int.MinValue and <= int.MaxValue;
        if (small)
            Opcodes('J');
        else
            Opcodes(0x8a, sizeof(long));
        _stream.Write(small ? bytes[..sizeof(int)] : bytes);
    }

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        Opcodes('X');
        _stream.Write(length);
        _stream.Write(bytes);
    }

    private void Global(string module, string name) => _stream.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    private void Opcodes(params ReadOnlySpan<int> opcodes)
    {
        foreach (var opcode in opcodes)
            _stream.WriteByte((byte)opcode);
    }
}
