using System.Text.Json;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Tests;

namespace OmniAvatar.Diffusion.Tests.Weights;

/// <summary>The key and shape lists of the released files, as recorded in tests/Golden-more/checkpoints.</summary>
internal static class ReleasedKeys
{
    public static IReadOnlyDictionary<string, long[]> Of(string file)
    {
        using var json = Open(file);
        return json
            .RootElement.GetProperty("tensors")
            .EnumerateObject()
            .ToDictionary(
                entry => entry.Name,
                entry => entry.Value.EnumerateArray().Select(size => size.GetInt64()).ToArray()
            );
    }

    public static JsonDocument Open(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), file)));

    /// <summary>One line a tensor, sorted, so that a difference reads well.</summary>
    public static IReadOnlyList<string> Lines(IEnumerable<KeyValuePair<string, long[]>> tensors) =>
        tensors.Select(pair => $"{pair.Key} {Keys.Shape(pair.Value)}").Order(StringComparer.Ordinal).ToList();

    private static string Folder() =>
        Path.Combine(Path.GetDirectoryName(GoldenFolder.Root)!, "Golden-more", "checkpoints");
}
