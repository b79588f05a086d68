using System.IO.Compression;
using System.Text;

namespace OmniAvatar.Diffusion.Tests.Weights;

/// <summary>Builds torch.save's zip by hand, so that pickles can be given that no writer of ours would make.</summary>
internal sealed class TorchArchive
{
    private readonly List<byte> _pickle = [0x80, 2];
    private readonly Dictionary<string, byte[]> _records = [];

    public CompressionLevel Compression { get; init; } = CompressionLevel.NoCompression;

    public TorchArchive Op(params char[] opcodes)
    {
        _pickle.AddRange(opcodes.Select(opcode => (byte)opcode));
        return this;
    }

    public TorchArchive Global(string module, string name)
    {
        _pickle.AddRange(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));
        return this;
    }

    public TorchArchive Text(string text)
    {
        _pickle.Add((byte)'X');
        _pickle.AddRange(BitConverter.GetBytes(text.Length));
        _pickle.AddRange(Encoding.ASCII.GetBytes(text));
        return this;
    }

    public TorchArchive Number(long number)
    {
        _pickle.AddRange([0x8a, 8, .. BitConverter.GetBytes(number)]);
        return this;
    }

    public TorchArchive Tuple(params long[] numbers)
    {
        Op('(');
        foreach (var number in numbers)
            Number(number);
        return Op('t');
    }

    public TorchArchive Storage(string type, string key, long count) =>
        Op('(').Text("storage").Global("torch", type).Text(key).Text("cpu").Number(count).Op('t', 'Q');

    public TorchArchive Tensor(
        string storageType,
        string record,
        long count,
        long offset,
        long[] shape,
        long[] strides
    ) =>
        Global("torch._utils", "_rebuild_tensor_v2")
            .Op('(')
            .Storage(storageType, record, count)
            .Number(offset)
            .Tuple(shape)
            .Tuple(strides)
            .Op('\x89')
            .Global("collections", "OrderedDict")
            .Op(')', 'R', 't', 'R');

    public TorchArchive Record(string name, params float[] values)
    {
        _records[name] = values.SelectMany(BitConverter.GetBytes).ToArray();
        return this;
    }

    public string Save(string path)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        Add(archive, "model/data.pkl", _pickle.ToArray());
        foreach (var (name, data) in _records)
            Add(archive, $"model/data/{name}", data);
        return path;
    }

    private void Add(ZipArchive archive, string name, byte[] data)
    {
        using var stream = archive.CreateEntry(name, Compression).Open();
        stream.Write(data);
    }
}
