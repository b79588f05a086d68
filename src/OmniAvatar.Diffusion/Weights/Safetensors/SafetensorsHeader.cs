using System.Buffers.Binary;
using System.Text.Json;
using OmniAvatar.Diffusion.Weights.Files;

namespace OmniAvatar.Diffusion.Weights.Safetensors;

/// <summary>
/// Reads and checks the front of a safetensors file: 8 bytes little-endian header length, a JSON object from key to
/// <c>{"dtype", "shape", "data_offsets"}</c>, then the data. Nothing in it is believed: lengths, sizes and offsets must
/// fit the file, and the data must be covered once, without holes or overlaps, as the format's specification demands.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that the format's own reader accepts, in bytes.</summary>
    private const long LongestHeader = 100_000_000;
    private const int DeepestJson = 4;
    private const int MostDimensions = 16;

    /// <summary>The one key that is no tensor's.</summary>
    public const string MetadataKey = "__metadata__";

    private readonly MappedFile _file;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(MappedFile file) => _file = file;

    /// <summary>Every tensor by its key.</summary>
    public IReadOnlyDictionary<string, Entry> Entries => _entries;

    /// <summary>The texts that the writer added about the whole file.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Where a tensor's bytes begin in the file, and what they are.</summary>
    public readonly record struct Entry(TensorInfo Info, long Offset);

    /// <summary>Reads the header of a mapped file.</summary>
    /// <exception cref="BadInputException">The header is not one, or does not fit the file.</exception>
    public static SafetensorsHeader Read(MappedFile file)
    {
        var header = new SafetensorsHeader(file);
        header.ReadEntries();
        return header;
    }

    private void ReadEntries()
    {
        var length = ReadLength();
        var dataStart = sizeof(long) + length;
        try
        {
            ParseObject(_file.Bytes(sizeof(long), (int)length), dataStart);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw Bad("its header is not the expected JSON", failure);
        }
        CheckCoverage(dataStart);
    }

    /// <summary>Bytes of the header. Where they cannot be, the file is probably another one, or a part of
    /// one.</summary>
    private long ReadLength()
    {
        if (_file.Length < sizeof(long))
            throw Bad(_file.DescribeForeign(ExpectedForm.Safetensors) ?? $"it has only {_file.Length} bytes");
        var length = BinaryPrimitives.ReadInt64LittleEndian(_file.Bytes(0, sizeof(long)));
        var fits = length >= 2 && length <= LongestHeader && length <= _file.Length - sizeof(long);
        if (fits && _file.Bytes(sizeof(long), 1)[0] == '{')
            return length;
        if (_file.DescribeForeign(ExpectedForm.Safetensors) is { } foreign)
            throw Bad(foreign);
        if (fits)
            throw Bad("its header is not the expected JSON");
        throw Bad(
            length is >= 2 and <= LongestHeader
                ? $"its header claims {length} bytes and the file has {_file.Length}, so it was not "
                    + "downloaded or written whole"
                : "its header claims an invalid length"
        );
    }

    private void ParseObject(ReadOnlySpan<byte> json, long dataStart)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DeepestJson });
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextKey(ref reader) is { } key)
        {
            reader.Read();
            if (key == MetadataKey)
                ReadMetadata(ref reader);
            else if (!_entries.TryAdd(key, ReadEntry(ref reader, key, dataStart)))
                throw Bad($"it names the tensor {Keys.Quote(key)} twice");
        }
        if (reader.Read())
            throw Bad("its header goes on after its end");
    }

    /// <summary>Texts by name, as the specification has it; what else a writer put there is left alone.</summary>
    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (NextKey(ref reader) is { } name)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                _metadata[name] = reader.GetString()!;
            else
                reader.Skip();
        }
    }

    private Entry ReadEntry(ref Utf8JsonReader reader, string key, long dataStart)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad($"its entry {Keys.Quote(key)} is not an object");
        string? typeName = null;
        List<long>? shape = null,
            offsets = null;
        while (NextKey(ref reader) is { } field)
        {
            reader.Read();
            if (field == "dtype" && typeName is null)
                typeName = reader.GetString();
            else if (field == "shape" && shape is null)
                shape = ReadNumbers(ref reader, key);
            else if (field == "data_offsets" && offsets is null)
                offsets = ReadNumbers(ref reader, key);
            else
                throw Bad($"its entry {Keys.Quote(key)} has an unexpected field {Keys.Quote(field)}");
        }
        if (typeName is null || shape is null || offsets is not { Count: 2 })
            throw Bad($"its entry {Keys.Quote(key)} is incomplete");
        return MakeEntry(key, typeName, shape, offsets[0], offsets[1], dataStart);
    }

    private Entry MakeEntry(string key, string typeName, List<long> shape, long begin, long end, long dataStart)
    {
        var type =
            DataTypes.Parse(typeName)
            ?? throw Bad($"its tensor {Keys.Quote(key)} has the type {Keys.Quote(typeName)}, {DataTypes.Advice}");
        if (!TensorInfo.TryMake(type, shape.ToArray(), out var info))
            throw Bad($"its tensor {Keys.Quote(key)} has a shape {Keys.Shape(shape)} that is not valid");
        if (begin > end || end > _file.Length - dataStart)
            throw Bad(
                $"its tensor {Keys.Quote(key)} lies outside the file, which was perhaps not downloaded or written whole"
            );
        if (info.ByteCount != end - begin)
            throw Bad($"its tensor {Keys.Quote(key)} has another size than its shape {Keys.Shape(shape)} needs");
        return new Entry(info, dataStart + begin);
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string key)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Bad($"its entry {Keys.Quote(key)} lacks a list of numbers");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (
                reader.TokenType != JsonTokenType.Number
                || !reader.TryGetInt64(out var number)
                || number < 0
                || numbers.Count == MostDimensions
            )
                throw Bad($"its entry {Keys.Quote(key)} has a size or offset that is not valid");
            numbers.Add(number);
        }
        return numbers;
    }

    private void CheckCoverage(long dataStart)
    {
        var expected = dataStart;
        foreach (
            var (key, entry) in _entries.OrderBy(pair => pair.Value.Offset).ThenBy(pair => pair.Value.Info.ByteCount)
        )
        {
            if (entry.Offset < expected)
                throw Bad($"its tensor {Keys.Quote(key)} overlaps another");
            if (entry.Offset > expected)
                throw Bad($"there is a hole before its tensor {Keys.Quote(key)}");
            expected = entry.Offset + entry.Info.ByteCount;
        }
        if (expected != _file.Length)
            throw Bad($"{_file.Length - expected} bytes at its end do not belong to a tensor");
    }

    private string? NextKey(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
            return null;
        if (reader.TokenType != JsonTokenType.PropertyName)
            throw Bad("its header is not the expected JSON");
        return reader.GetString();
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw Bad("its header is not the expected JSON");
    }

    private BadInputException Bad(string why, Exception? inner = null) =>
        new($"{_file.Path} is not a sound safetensors file: {why}.", inner);
}
