using OmniAvatar.Diffusion.Checkpoints.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Checkpoints.Pickles;

/// <summary>
/// A <c>.pt</c>, <c>.pth</c> or <c>.bin</c> file as <c>torch.save</c> writes it since PyTorch 1.6: a zip of one pickle and one stored record a
/// storage. The pickle is read by an unpickler of our own that knows tensors and plain containers and runs nothing; tensors are copied
/// straight from the memory-mapped records.
/// </summary>
public sealed class PickleCheckpoint : ITensorSource
{
    private const string PickleName = "data.pkl";
    private const long LongestPickle = 64 << 20;

    /// <summary>Where trainers put the weights when the file holds more than them.</summary>
    private static readonly string[] Wrappers = ["state_dict", "model", "module", "model_state", "params"];

    private readonly MappedFile _file;
    private readonly IReadOnlyDictionary<string, ZipDirectory.Entry> _records;
    private readonly string _folder;
    private readonly Dictionary<string, PickleTensor> _tensors = new(StringComparer.Ordinal);

    private PickleCheckpoint(MappedFile file)
    {
        _file = file;
        RefuseOldFormat();
        _records = ZipDirectory.Read(file);
        _folder = FindFolder();
        CollectTensors(Unpickle());
        Tensors = _tensors.ToDictionary(pair => pair.Key, pair => new TensorInfo(pair.Value.Storage.DataType, pair.Value.Shape), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Name => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Opens a file, reads its pickle and checks every tensor's place in it.</summary>
    /// <exception cref="BadInputException">The file is missing, damaged, or holds a pickle that asks for more than tensors.</exception>
    public static PickleCheckpoint Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            return new PickleCheckpoint(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void CopyTo(string key, Tensor destination)
    {
        PieceCopy.RequireShape(this, key, this.Describe(key), destination);
        PickleTensorCopy.Copy(_file, RecordOf(_tensors[key].Storage).Offset, _tensors[key], destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void RefuseOldFormat()
    {
        // Before zip archives, torch.save began with a pickled magic number: protocol 2, then LONG1 of ten bytes.
        if (_file.Length >= 4 && _file.Bytes(0, 4).SequenceEqual<byte>([0x80, 0x02, 0x8a, 0x0a]))
            throw Bad("it is in PyTorch's format from before version 1.6; load and save it with a newer PyTorch first");
    }

    private string FindFolder()
    {
        var pickles = _records.Keys.Where(name => name == PickleName || name.EndsWith("/" + PickleName, StringComparison.Ordinal)).ToList();
        if (pickles.Count != 1) throw Bad($"it holds {pickles.Count} pickles named {PickleName} where one is needed");
        return pickles[0][..^PickleName.Length];
    }

    private object? Unpickle()
    {
        RefuseBigEndian();
        var record = _records[_folder + PickleName];
        if (!record.Stored) throw Bad("its pickle is compressed, which torch.save never does");
        if (record.Length > LongestPickle) throw Bad($"its pickle has {record.Length} bytes, far more than names and shapes need");
        try
        {
            return new Unpickler(_file.Bytes(record.Offset, (int)record.Length)).Run();
        }
        catch (PickleRefusedException refused)
        {
            throw Bad(refused.Message, refused);
        }
    }

    private void RefuseBigEndian()
    {
        if (_records.TryGetValue(_folder + "byteorder", out var order) && order.Length == 3 && _file.Bytes(order.Offset, 3).SequenceEqual("big"u8))
            throw Bad("it was saved on a big-endian machine");
    }

    private void CollectTensors(object? root)
    {
        var pairs = (Unwrap(root) as PickleDictionary)?.Pairs ?? [];
        foreach (var (key, value) in pairs)
        {
            if (value is not PickleTensor tensor) continue;
            if (key is not string name) throw Bad("it holds a tensor whose key is not text");
            RequireRecord(name, tensor);
            if (!_tensors.TryAdd(name, tensor)) throw Bad($"it names the tensor {Keys.Quote(name)} twice");
        }
        if (_tensors.Count == 0) throw Bad("it holds no dictionary of tensors");
    }

    private static object? Unwrap(object? root) =>
        root is PickleDictionary outer && !outer.Pairs.Any(pair => pair.Value is PickleTensor)
            ? outer.Pairs.FirstOrDefault(pair => pair is { Key: string name, Value: PickleDictionary } && Wrappers.Contains(name)).Value ?? root
            : root;

    private void RequireRecord(string name, PickleTensor tensor)
    {
        var record = RecordOf(tensor.Storage);
        if (!record.Stored) throw Bad($"the data of {Keys.Quote(name)} is compressed, which torch.save never does");
        var elementBytes = DataTypes.SizeOf(tensor.Storage.DataType);
        if (tensor.Storage.ElementCount > record.Length / elementBytes) throw Bad($"the data of {Keys.Quote(name)} is shorter than it claims");
    }

    private ZipDirectory.Entry RecordOf(PickleStorage storage) =>
        _records.TryGetValue($"{_folder}data/{storage.Key}", out var record)
            ? record
            : throw Bad($"its record {Keys.Quote("data/" + storage.Key)} is missing");

    private BadInputException Bad(string why, Exception? inner = null) => new($"{_file.Path} is not a checkpoint that can be read: {why}.", inner);
}
