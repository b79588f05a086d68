using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights;

/// <summary>The tensor types that weight files carry, by safetensors' names and sizes.</summary>
public static class DataTypes
{
    private static readonly Dictionary<string, ScalarType> ByName = new(StringComparer.Ordinal)
    {
        ["F64"] = ScalarType.Float64,
        ["F32"] = ScalarType.Float32,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I64"] = ScalarType.Int64,
        ["I32"] = ScalarType.Int32,
        ["I16"] = ScalarType.Int16,
        ["I8"] = ScalarType.Int8,
        ["U8"] = ScalarType.Byte,
        ["BOOL"] = ScalarType.Bool,
    };

    /// <summary>What to do about a type that is not here, such as the 8-bit floating types of quantised
    /// weights.</summary>
    public const string Advice = "which cannot be read: take the weights in float32, float16 or bfloat16";

    private static readonly Dictionary<ScalarType, string> Names = ByName.ToDictionary(
        pair => pair.Value,
        pair => pair.Key
    );

    /// <summary>The type of a safetensors name such as <c>BF16</c>, or null when we do not know it.</summary>
    public static ScalarType? Parse(string name) => ByName.TryGetValue(name, out var type) ? type : null;

    /// <summary>Whether a type holds fractions, as weights do.</summary>
    public static bool IsFloating(ScalarType type) =>
        type is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;

    /// <summary>The safetensors name of a type.</summary>
    public static string NameOf(ScalarType type) =>
        Names.TryGetValue(type, out var name)
            ? name
            : throw new WrongUseException($"A checkpoint cannot hold tensors of type {type}.");

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(ScalarType type) =>
        type switch
        {
            ScalarType.Float64 or ScalarType.Int64 => 8,
            ScalarType.Float32 or ScalarType.Int32 => 4,
            ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
            _ => throw new WrongUseException($"A checkpoint cannot hold tensors of type {type}."),
        };
}
