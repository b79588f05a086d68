using System.Buffers.Binary;
using OmniAvatar.Diffusion.Weights.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Pickles;

/// <summary>
/// A dictionary of tensors as <c>torch.save</c> wrote it before PyTorch 1.6: five pickles one after the other (a magic
/// number, the protocol, facts of the machine, the dictionary, the keys of its storages), then each storage as a 64-bit
/// count and its elements. Read by the same unpickler as the newer form, which runs nothing.
/// </summary>
public sealed class OldPickleWeights : ITensorSource
{
    private const long Protocol = 1001;
    private const int LongestPickles = 64 << 20;

    /// <summary>The magic number 0x1950a86a20f9469cfc6c as protocols 2 and later write it, its pickle's end behind
    /// it.</summary>
    private static readonly byte[] Number =
    [
        0x8a,
        10,
        0x6c,
        0xfc,
        0x9c,
        0x46,
        0xf9,
        0x20,
        0x6a,
        0xa8,
        0x50,
        0x19,
        (byte)'.',
    ];

    /// <summary>The pickle of that number in each of the protocols 0 to 5; the first two write it alike.</summary>
    private static readonly byte[][] Magics =
    [
        "L119547037146038801333356L\n."u8.ToArray(),
        [0x80, 2, .. Number],
        [0x80, 3, .. Number],
        [0x80, 4, 0x95, 13, 0, 0, 0, 0, 0, 0, 0, .. Number],
        [0x80, 5, 0x95, 13, 0, 0, 0, 0, 0, 0, 0, .. Number],
    ];

    private readonly MappedFile _file;
    private readonly Dictionary<string, PickleTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _storages = new(StringComparer.Ordinal);

    /// <summary>Reads a file for which <see cref="Is"/> holds, and checks every tensor's place in it; the file becomes
    /// this object's.</summary>
    /// <exception cref="BadInputException">The file is damaged, or its pickles ask for more than tensors.</exception>
    internal OldPickleWeights(MappedFile file)
    {
        _file = file;
        try
        {
            ReadPickles();
        }
        catch (PickleRefusedException refused)
        {
            throw new BadInputException(
                $"{file.Path} is in PyTorch's format from before version 1.6 and cannot be read: {refused.Message}.",
                refused
            );
        }
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

    /// <summary>Whether a file begins as this form does.</summary>
    internal static bool Is(MappedFile file) => MagicOf(file) is not null;

    /// <inheritdoc/>
    public void CopyTo(string key, Tensor destination)
    {
        PieceCopy.RequireShape(this, key, this.Describe(key), destination);
        PickleTensorCopy.Copy(_file, _storages[_tensors[key].Storage.Key], _tensors[key], destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static byte[]? MagicOf(MappedFile file) =>
        Array.Find(Magics, magic => file.Length >= magic.Length && file.Bytes(0, magic.Length).SequenceEqual(magic));

    private void ReadPickles()
    {
        long position =
            MagicOf(_file)?.Length ?? throw new PickleRefusedException("it does not begin with that format's number");
        if (Next(ref position) is not Protocol)
            throw new PickleRefusedException("it is of an unknown protocol");
        if (
            Next(ref position) is not PickleDictionary machine
            || machine.Pairs.Any(pair => pair is { Key: "little_endian", Value: false })
        )
            throw new PickleRefusedException("it was saved on a big-endian machine");
        foreach (var (name, tensor) in PickleStateDict.TensorsOf(Next(ref position)))
            _tensors.Add(name, tensor);
        PlaceStorages(
            Next(ref position) as PickleList ?? throw new PickleRefusedException("it does not list its storages"),
            position
        );
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
        var described = _tensors
            .Values.Select(tensor => tensor.Storage)
            .GroupBy(storage => storage.Key)
            .ToDictionary(group => group.Key, group => group.First());
        foreach (var key in keys.Items)
        {
            if (key is not string name || !described.TryGetValue(name, out var storage))
                throw new PickleRefusedException("it holds a storage that does not belong to a tensor");
            if (_file.Length - position < sizeof(long))
                throw new PickleRefusedException("it ends in the middle");
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
