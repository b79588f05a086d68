using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniAvatar.Cli.Tests.Inputs;

/// <summary>Spoils a safetensors file in one exact way.</summary>
internal static class SafetensorsEdit
{
    /// <summary>Changes entries of the header and leaves the data as it is.</summary>
    public static void EditHeader(string path, Action<JsonObject> edit)
    {
        var (header, data) = Read(path);
        edit(header);
        Write(path, header, data);
    }

    /// <summary>Takes one tensor out, data and all, so that what is left is a sound file.</summary>
    public static void RemoveTensor(string path, string key)
    {
        var (header, data) = Read(path);
        var (begin, end) = Offsets(header[key]!);
        header.Remove(key);
        foreach (var (name, entry) in header)
        {
            if (name == "__metadata__")
                continue;
            var (from, to) = Offsets(entry!);
            if (from < end)
                continue;
            entry!["data_offsets"] = new JsonArray(from - (end - begin), to - (end - begin));
        }

        Write(path, header, [.. data[..(int)begin], .. data[(int)end..]]);
    }

    /// <summary>Adds a tensor that no network has.</summary>
    public static void AddTensor(string path, string key)
    {
        var (header, data) = Read(path);
        header[key] = new JsonObject
        {
            ["dtype"] = "F32",
            ["shape"] = new JsonArray(1),
            ["data_offsets"] = new JsonArray(data.Length, data.Length + 4),
        };
        Write(path, header, [.. data, 0, 0, 0, 0]);
    }

    /// <summary>The first 8 bytes, which say how long the header is.</summary>
    public static void LieAboutHeader(string path, long length)
    {
        using var file = File.OpenWrite(path);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        file.Write(bytes);
    }

    /// <summary>Replaces the first value of a float32 tensor.</summary>
    public static void SetValue(string path, string key, float value)
    {
        var (header, data) = Read(path);
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan((int)Offsets(header[key]!).Begin), value);
        Write(path, header, data);
    }

    /// <summary>Writes an adapter in peft's names that changes one square weight.</summary>
    public static void WriteLora(string path, string module, int width, int rank)
    {
        var random = new Random(1);
        var bytes = width * rank * sizeof(float);
        var header = new JsonObject
        {
            [$"{module}.lora_A.weight"] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray(rank, width),
                ["data_offsets"] = new JsonArray(0, bytes),
            },
            [$"{module}.lora_B.weight"] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray(width, rank),
                ["data_offsets"] = new JsonArray(bytes, 2 * bytes),
            },
        };
        var values = Enumerable.Range(0, 2 * width * rank).Select(_ => random.NextSingle() - 0.5f).ToArray();
        Write(path, header, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }

    /// <summary>Names of the tensors, in the header's order.</summary>
    public static IReadOnlyList<string> Keys(string path) =>
        [.. Read(path).Header.Select(p => p.Key).Where(k => k != "__metadata__")];

    private static (long Begin, long End) Offsets(JsonNode entry)
    {
        var offsets = entry["data_offsets"]!.AsArray();
        return (offsets[0]!.GetValue<long>(), offsets[1]!.GetValue<long>());
    }

    private static (JsonObject Header, byte[] Data) Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return (JsonNode.Parse(bytes.AsSpan(8, length))!.AsObject(), bytes[(8 + length)..]);
    }

    private static void Write(string path, JsonObject header, byte[] data)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(path, [.. length, .. json, .. data]);
    }
}
