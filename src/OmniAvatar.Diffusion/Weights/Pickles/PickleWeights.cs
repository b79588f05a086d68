using OmniAvatar.Diffusion.Weights.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Pickles;

/// <summary>
/// A <c>.pt</c>, <c>.pth</c> or <c>.bin</c> file as <c>torch.save</c> writes it since PyTorch 1.6: a zip of one pickle
/// and one stored record a storage. The pickle is read by an unpickler of our own that knows tensors and plain
/// containers and runs nothing; tensors are copied straight from the memory-mapped records.
/// </summary>
public sealed class PickleWeights : ITensorSource
{
    private const string PickleName = "data.pkl";
    private const long LongestPickle = 64 << 20;
    private const string Compressed =
        "compressed, which torch.save never does: unpack the archive and save it with torch.save again";

    private readonly MappedFile _file;
    private readonly IReadOnlyDictionary<string, ZipDirectory.Entry> _records;
    private readonly string _folder;
    private readonly Dictionary<string, PickleTensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Reads a file's pickle and checks every tensor's place in it; the file becomes this object's.</summary>
    /// <exception cref="BadInputException">The file is damaged, or holds a pickle that asks for more than
    /// tensors.</exception>
    internal PickleWeights(MappedFile file)
    {
        _file = file;
        _records = ZipDirectory.Read(file);
        _folder = FindFolder();
        ReadTensors();
        Tensors = _tensors.ToDictionary(
            pair => pair.Key,
            pair => new TensorInfo(pair.Value.Storage.DataType, pair.Value.Shape),
            StringComparer.Ordinal
        );
    }

    /// <inheritdoc/>
    public string Name => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <inheritdoc/>
    public void CopyTo(string key, Tensor destination)
    {
        PieceCopy.RequireShape(this, key, this.Describe(key), destination);
        PickleTensorCopy.Copy(_file, RecordOf(_tensors[key].Storage).Offset, _tensors[key], destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private string FindFolder()
    {
        var pickles = _records
            .Keys.Where(name => name == PickleName || name.EndsWith("/" + PickleName, StringComparison.Ordinal))
            .ToList();
        if (pickles.Count == 0)
            throw Bad($"it is a zip archive that torch.save did not write (it has no {PickleName})");
        if (pickles.Count > 1)
            throw Bad($"it holds {pickles.Count} pickles named {PickleName} where one is needed");
        var folder = pickles[0][..^PickleName.Length];
        return _records.ContainsKey(folder + "constants.pkl")
            ? throw Bad(
                "it is a TorchScript program: load it with torch.jit.load and save its state_dict() with torch.save"
            )
            : folder;
    }

    private void ReadTensors()
    {
        RefuseBigEndian();
        var record = _records[_folder + PickleName];
        if (!record.Stored)
            throw Bad($"its pickle is {Compressed}");
        if (record.Length > LongestPickle)
            throw Bad($"its pickle has {record.Length} bytes, far more than names and shapes need");
        try
        {
            var root = new Unpickler(_file.Bytes(record.Offset, (int)record.Length)).Run();
            foreach (var (name, tensor) in PickleStateDict.TensorsOf(root))
                _tensors.Add(name, tensor);
        }
        catch (PickleRefusedException refused)
        {
            throw Bad(refused.Message, refused);
        }
        foreach (var (name, tensor) in _tensors)
            RequireRecord(name, tensor);
    }

    private void RefuseBigEndian()
    {
        if (
            _records.TryGetValue(_folder + "byteorder", out var order)
            && order.Length == 3
            && _file.Bytes(order.Offset, 3).SequenceEqual("big"u8)
        )
            throw Bad("it was saved on a big-endian machine");
    }

    private void RequireRecord(string name, PickleTensor tensor)
    {
        var record = RecordOf(tensor.Storage);
        if (!record.Stored)
            throw Bad($"the data of {Keys.Quote(name)} is {Compressed}");
        var elementBytes = DataTypes.SizeOf(tensor.Storage.DataType);
        if (tensor.Storage.ElementCount > record.Length / elementBytes)
            throw Bad($"the data of {Keys.Quote(name)} is shorter than it claims");
    }

    private ZipDirectory.Entry RecordOf(PickleStorage storage) =>
        _records.TryGetValue($"{_folder}data/{storage.Key}", out var record)
            ? record
            : throw Bad($"its record {Keys.Quote("data/" + storage.Key)} is missing");

    private BadInputException Bad(string why, Exception? inner = null) =>
        new($"{_file.Path} is not a checkpoint that OmniAvatar can read: {why}.", inner);
}
