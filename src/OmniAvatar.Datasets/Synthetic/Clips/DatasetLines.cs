using System.Text.Json;
using System.Text.Json.Serialization;

namespace OmniAvatar.Datasets.Synthetic.Clips;

/// <summary>A line of <c>captions.jsonl</c>.</summary>
internal sealed record CaptionLine(string File, string Text);

/// <summary>
/// A line of <c>truth.jsonl</c>: lists have one entry a frame. The mouth's middle, opening and width are pixels;
/// <c>Opening</c> is 0 to 1,
/// <c>Phonemes</c> are names.
/// </summary>
internal sealed record TruthLine(
    string File,
    string Voice,
    string Spoken,
    float[] Opening,
    float[] OpeningPixels,
    float[] WidthPixels,
    float[] X,
    float[] Y,
    string[] Phonemes
);

/// <summary><c>dataset.json</c>: what the clips of a folder were drawn from.</summary>
internal sealed record DatasetSettings(
    long Seed,
    int Width,
    int Height,
    string Split,
    double LeastSeconds,
    double MostSeconds
);

/// <summary>A clip as <c>--json</c> reports it.</summary>
/// <param name="Clip">How many are done.</param>
/// <param name="Count">Of how many.</param>
/// <param name="File">Its name.</param>
/// <param name="Kept">Whether it was there already.</param>
/// <param name="SecondsLeft">Until all are done.</param>
public sealed record DatasetProgress(int Clip, int Count, string File, bool Kept, double SecondsLeft);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CaptionLine))]
[JsonSerializable(typeof(TruthLine))]
[JsonSerializable(typeof(DatasetSettings))]
[JsonSerializable(typeof(DatasetProgress))]
internal sealed partial class DatasetJson : JsonSerializerContext
{
    public static string Line(CaptionLine line) => JsonSerializer.Serialize(line, Default.CaptionLine);

    public static string Line(TruthLine line) => JsonSerializer.Serialize(line, Default.TruthLine);
}
