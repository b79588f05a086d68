using System.Buffers.Binary;
using System.Text.Json;
using OmniAvatar.Diffusion.Weights.Files;
using OmniAvatar.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Safetensors;

/// <summary>Writes safetensors files: complete or not at all.</summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    private static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>();

    /// <summary>Writes tensors that are in memory, each in its own type, and texts about the whole file.</summary>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    ) =>
        Write(
            path,
            tensors.ToDictionary(pair => pair.Key, pair => new TensorInfo(pair.Value.dtype, pair.Value.shape)),
            key => [tensors[key].alias()],
            metadata
        );

    /// <summary>Writes tensors that are made one piece at a time, so that the memory needed does not grow with the
    /// file.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensors">Keys, types and shapes of everything that will be written.</param>
    /// <param name="pieces">The elements of one key in order, in one or more tensors of any shape; each is converted to
    /// the declared type, written and disposed.</param>
    /// <param name="metadata">Texts about the whole file, by name.</param>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IReadOnlyDictionary<string, TensorInfo> tensors,
        Func<string, IEnumerable<Tensor>> pieces,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        // Widest type first keeps every tensor aligned to its own element size.
        var order = tensors
            .OrderByDescending(pair => DataTypes.SizeOf(pair.Value.DataType))
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .ToList();
        AtomicFile.Write(
            path,
            stream =>
            {
                WriteHeader(stream, order, metadata ?? NoMetadata);
                foreach (var (key, info) in order)
                    TensorBytes.Write(stream, key, info, pieces(key));
            }
        );
    }

    private static void WriteHeader(
        Stream stream,
        IReadOnlyList<KeyValuePair<string, TensorInfo>> order,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            WriteMetadata(writer, metadata);
            long offset = 0;
            foreach (var (key, info) in order)
            {
                WriteEntry(writer, key, info, offset);
                offset += info.ByteCount;
            }
            writer.WriteEndObject();
        }
        while (json.Length % Alignment != 0)
            json.WriteByte((byte)' ');
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        stream.Write(length);
        stream.Write(json.GetBuffer(), 0, (int)json.Length);
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return;
        writer.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach (var (name, text) in metadata)
            writer.WriteString(name, text);
        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, string key, TensorInfo info, long offset)
    {
        writer.WriteStartObject(key);
        writer.WriteString("dtype", DataTypes.NameOf(info.DataType));
        writer.WriteStartArray("shape");
        foreach (var size in info.Shape)
            writer.WriteNumberValue(size);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(offset);
        writer.WriteNumberValue(offset + info.ByteCount);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
