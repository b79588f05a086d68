using System.Buffers.Binary;
using OmniAvatar.Diffusion.Checkpoints.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Checkpoints.Pickles;

/// <summary>
/// A dictionary of tensors as <c>torch.save</c> wrote it before PyTorch 1.6: five pickles one after the other (a magic number, the protocol,
/// facts of the machine, the dictionary, the keys of its storages), then each storage as a 64-bit count and its elements. Read by the same
/// unpickler as the newer form, which runs nothing.
/// </summary>
public sealed class OldPickleCheckpoint : ITensorSource
{
    private const long Protocol = 1001;
    private const int LongestPickles = 64 << 20;

    /// <summary>The pickle of the magic number 0x1950a86a20f9469cfc6c.</summary>
    private static ReadOnlySpan<byte> Magic => [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    private readonly MappedFile _file;
    private readonly Dictionary<string, PickleTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _storages = new(StringComparer.Ordinal);

    private OldPickleCheckpoint(MappedFile file)
    {
        _file = file;
        try
        {
            ReadPickles();
        }
        catch (PickleRefusedException refused)
        {
            throw new BadInputException($"{file.Path} is not a checkpoint that can be read: {refused.Message}.", refused);
        }
        Tensors = _tensors.ToDictionary(pair => pair.Key, pair => new TensorInfo(pair.Value.Storage.DataType, pair.Value.Shape), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Name => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Whether a file begins as this form does.</summary>
    /// <exception cref="BadInputException">The file is missing or cannot be read.</exception>
    public static bool Is(string path)
    {
        using var file = MappedFile.Open(path);
        return file.Length >= Magic.Length && file.Bytes(0, Magic.Length).SequenceEqual(Magic);
    }

    /// <summary>Opens a file for which <see cref="Is"/> holds, and checks every tensor's place in it.</summary>
    /// <exception cref="BadInputException">The file is damaged, or its pickles ask for more than tensors.</exception>
    public static OldPickleCheckpoint Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            return new OldPickleCheckpoint(file);
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
        PickleTensorCopy.Copy(_file, _storages[_tensors[key].Storage.Key], _tensors[key], destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void ReadPickles()
    {
        long position = Magic.Length;
        if (Next(ref position) is not Protocol) throw new PickleRefusedException("it is of an unknown protocol");
        if (Next(ref position) is not PickleDictionary machine || machine.Pairs.Any(pair => pair is { Key: "little_endian", Value: false }))
            throw new PickleRefusedException("it was saved on a big-endian machine");
        var root = Next(ref position) as PickleDictionary ?? throw new PickleRefusedException("it holds no dictionary of tensors");
        foreach (var (key, value) in root.Pairs)
        {
            if (value is PickleTensor tensor && key is string name && !_tensors.TryAdd(name, tensor))
                throw new PickleRefusedException($"it names the tensor {Keys.Quote(name)} twice");
        }
        if (_tensors.Count == 0) throw new PickleRefusedException("it holds no dictionary of tensors");
        PlaceStorages(Next(ref position) as PickleList ?? throw new PickleRefusedException("it does not list its storages"), position);
    }

    private object? Next(ref long position)
    {
        var rest = _file.Bytes(position, (int)Math.Min(_file.Length - position, LongestPickles));
        var pickle = new Unpickler(rest);
        var value = pickle.Run();
        position += rest.Length - pickle.Left;
        return value;
    }

    private void PlaceStorages(PickleList keys, long position)
    {
        var described = _tensors.Values.Select(tensor => tensor.Storage).GroupBy(storage => storage.Key).ToDictionary(group => group.Key, group => group.First());
        foreach (var key in keys.Items)
        {
            if (key is not string name || !described.TryGetValue(name, out var storage)) throw new PickleRefusedException("it holds a storage of no tensor");
            if (_file.Length - position < sizeof(long)) throw new PickleRefusedException("it ends in the middle");
            var count = BinaryPrimitives.ReadInt64LittleEndian(_file.Bytes(position, sizeof(long)));
            position += sizeof(long);
            if (count != storage.ElementCount || count > (_file.Length - position) / DataTypes.SizeOf(storage.DataType))
                throw new PickleRefusedException($"its storage {Keys.Quote(name)} is shorter than it claims");
            _storages[name] = position;
            position += count * DataTypes.SizeOf(storage.DataType);
        }
        if (described.Keys.FirstOrDefault(key => !_storages.ContainsKey(key)) is { } missing)
            throw new PickleRefusedException($"its storage {Keys.Quote(missing)} is missing");
    }
}
