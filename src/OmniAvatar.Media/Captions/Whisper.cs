using System.Globalization;
using System.Text;
using System.Text.Json;
using OmniAvatar.Finishing;

namespace OmniAvatar.Media.Captions;

/// <summary>
/// What Whisper and its relatives write as JSON: <c>segments</c> with start, end and text in seconds, often with
/// <c>words</c> and a <c>speaker</c> (openai-whisper, faster-whisper, WhisperX, OpenAI's verbose_json), or
/// whisper.cpp's
/// <c>transcription</c> with offsets in milliseconds. These are other people's files, so fields that we do not know are
/// passed over.
/// </summary>
internal static class Whisper
{
    /// <exception cref="BadInputException">It is no JSON, has no segments, or one has no times.</exception>
    public static IEnumerable<Caption> Parse(string text, string name)
    {
        using var document = JsonFile.Parse(Encoding.UTF8.GetBytes(text), $"The captions file {name}");
        var root = document.RootElement;
        if (Member(root, "transcription") is { ValueKind: JsonValueKind.Array } transcription)
            return [.. Parts(transcription, name, Offsets)];
        var segments = root.ValueKind == JsonValueKind.Array ? root : Member(root, "segments");
        return segments is { ValueKind: JsonValueKind.Array } list
            ? [.. Parts(list, name, Segment)]
            : throw CaptionsFile.Bad(name, "is JSON without \"segments\" or \"transcription\"");
    }

    private static List<Caption> Parts(JsonElement list, string name, Func<JsonElement, IEnumerable<Caption>?> read)
    {
        var captions = new List<Caption>();
        foreach (var (index, part) in list.EnumerateArray().Index())
            captions.AddRange(
                read(part)
                    ?? throw CaptionsFile.Bad(
                        name,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"is not valid: part {index + 1} has no start, end and text that can be used"
                        )
                    )
            );
        return captions;
    }

    private static IEnumerable<Caption>? Segment(JsonElement segment)
    {
        if (
            Seconds(segment, "start") is not { } start
            || Seconds(segment, "end") is not { } end
            || Text(segment, "text") is not { } text
        )
            return null;
        var speaker = Text(segment, "speaker");
        var words = Words(segment, speaker);
        if (words.Count > 0)
            return SpokenWords.ToCaptions(words);
        return end > start ? [new Caption(start, end, CaptionText.Plain(text)) { Speaker = speaker }] : [];
    }

    private static IEnumerable<Caption>? Offsets(JsonElement part) =>
        Member(part, "offsets") is { } offsets
        && Milliseconds(offsets, "from") is { } start
        && Milliseconds(offsets, "to") is { } end
        && Text(part, "text") is { } text
            ? end > start
                ? [new Caption(start, end, CaptionText.Plain(text)) { Speaker = Text(part, "speaker") }]
                : []
            : null;

    /// <summary>The words with their times. One without, such as a number that could not be aligned, lasts from the one
    /// before to the one after.</summary>
    private static List<SpokenWord> Words(JsonElement segment, string? speaker)
    {
        var words = new List<SpokenWord>();
        if (Member(segment, "words") is not { ValueKind: JsonValueKind.Array } list)
            return words;
        var last = Seconds(segment, "start") ?? 0;
        foreach (var word in list.EnumerateArray())
        {
            var text = CaptionText.Plain(Text(word, "word") ?? Text(word, "text") ?? "");
            if (text.Length == 0)
                continue;
            var start = Seconds(word, "start") ?? last;
            last = Math.Max(Seconds(word, "end") ?? start, start);
            words.Add(new SpokenWord(start, last, text, Text(word, "speaker") ?? speaker));
        }
        return words;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()!.Trim() : null;

    private static long? Seconds(JsonElement element, string name) => Scaled(element, name, 1000);

    private static long? Milliseconds(JsonElement element, string name) => Scaled(element, name, 1);

    private static long? Scaled(JsonElement element, string name, double scale) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } number
        && number.TryGetDouble(out var value)
        && value >= 0
        && value * scale <= ClockTime.MostMilliseconds
            ? (long)Math.Round(value * scale)
            : null;
}
