using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using OmniAvatar.Media.Captions;

namespace OmniAvatar.Media.Speakers;

/// <summary>One entry of a script, with its picture as a path.</summary>
/// <param name="Milliseconds">When, in the recording.</param>
/// <param name="Speaker">Who, from 0; null for whoever has the turn.</param>
/// <param name="Prompt">What to show from here on; null changes nothing.</param>
/// <param name="Picture">A picture file; null changes nothing.</param>
public sealed record ScriptLine(long Milliseconds, int? Speaker, string? Prompt, string? Picture);

/// <summary>
/// The file behind <c>--script</c>: what happens when. A speaker is a number from 1, or a label of the RTTM file. Paths
/// are relative to the file's folder; in a service, pictures are names of fields.
/// <code>
/// [ { "from": "00:00", "prompt": "She welcomes the listeners, smiling" },
///   { "from": "12:30", "prompt": "She counts on her fingers", "picture": "close-up.png" },
///   { "from": "20:00", "speaker": "2", "prompt": "He laughs" } ]
/// </code>
/// </summary>
public static class ScriptFile
{
    private const int MostEntries = 1000;
    private const int LongestPrompt = 10_000;
    private const long MostBytes = 16 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 8,
    };

    /// <summary>Reads and checks a file; the pictures that it names are not looked at yet.</summary>
    /// <param name="files">The file, the speakers, and the pictures where they have names.</param>
    /// <param name="milliseconds">Length of the recording.</param>
    /// <exception cref="BadInputException">It is missing or not what it should be.</exception>
    public static IReadOnlyList<ScriptLine> Read(InputFiles files, long milliseconds)
    {
        var path = files.Script!;
        var entries = Entries(path);
        var lines = new List<ScriptLine>();
        foreach (var (index, entry) in entries.Index())
        {
            var line = LineOf(entry, files, out var problem);
            problem ??= line switch
            {
                _ when lines is [.., var last] && line.Milliseconds <= last.Milliseconds =>
                    "\"from\" is not later than in the entry before",
                _ when line.Milliseconds >= milliseconds =>
                    $"\"from\" is {entry.From}, but the sound ends at {ClockTime.Text(milliseconds)}",
                { Prompt: null, Picture: null, Speaker: null } =>
                    "it changes nothing: a prompt, a picture or a speaker is needed",
                _ => null,
            };
            if (problem is not null)
                throw Bad(path, string.Create(CultureInfo.InvariantCulture, $"in entry {index + 1} {problem}"));
            lines.Add(line);
        }
        return lines;
    }

    /// <summary>A script as a service takes it, and the pictures to send with it, in the order of their
    /// numbers.</summary>
    /// <param name="path">A script whose pictures are paths.</param>
    /// <param name="nameOf">What the service calls a picture, by its number.</param>
    /// <exception cref="BadInputException">It is missing or not what it should be.</exception>
    public static (byte[] Script, IReadOnlyList<string> Pictures) ForService(string path, Func<int, string> nameOf)
    {
        var pictures = new List<string>();
        var entries = Entries(path).Select(entry => entry with { Picture = NameOf(entry.Picture) }).ToList();
        return (JsonSerializer.SerializeToUtf8Bytes(entries, Json), pictures);

        string? NameOf(string? picture)
        {
            if (string.IsNullOrEmpty(picture))
                return picture;
            var full = PathOf(path, picture);
            if (!pictures.Contains(full))
                pictures.Add(full);
            return nameOf(pictures.IndexOf(full));
        }
    }

    private static List<Entry> Entries(string path)
    {
        var entries = JsonFile.Read<List<Entry>>("script", path, Json, MostBytes);
        return entries.Count is >= 1 and <= MostEntries
            ? entries
            : throw Bad(path, $"it has {entries.Count} entries instead of 1 to {MostEntries}");
    }

    private static ScriptLine LineOf(Entry entry, InputFiles files, out string? problem)
    {
        var start = ClockTime.Parse(entry.From);
        var speaker = entry.Speaker is { } named ? SpeakerOf(named, files) : null;
        var picture = entry.Picture is { Length: > 0 } name ? PictureOf(name, files) : null;
        problem =
            start is null ? "\"from\" is not a time such as 12:30 or 00:12:30.5"
            : entry.Speaker is not null && speaker is null
                ? $"\"speaker\" is {entry.Speaker}, which is neither a number from 1 to {files.Speakers.Count} nor a label"
            : entry.Picture is not null && picture is null
                ? $"\"picture\" is {entry.Picture}, and no such picture was given"
            : entry.Prompt is { } prompt && (string.IsNullOrWhiteSpace(prompt) || prompt.Length > LongestPrompt)
                ? $"\"prompt\" must have 1 to {LongestPrompt} characters"
            : null;
        return new ScriptLine(start ?? 0, speaker, entry.Prompt, picture);
    }

    private static int? SpeakerOf(JsonElement named, InputFiles files)
    {
        var name = named.ValueKind switch
        {
            JsonValueKind.String => named.GetString()!,
            JsonValueKind.Number => named.GetRawText(),
            _ => "",
        };
        var labelled = files.Speakers.ToList().FindIndex(speaker => speaker.Label == name);
        if (labelled >= 0)
            return labelled;
        return
            int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1
            && number <= files.Speakers.Count
            ? number - 1
            : null;
    }

    private static string? PictureOf(string name, InputFiles files)
    {
        if (name.Contains('\0'))
            return null;
        return files.ScriptPictures is { } given ? given.GetValueOrDefault(name) : PathOf(files.Script!, name);
    }

    private static string PathOf(string script, string picture) =>
        Path.GetFullPath(picture, Path.GetDirectoryName(Path.GetFullPath(script))!);

    private static BadInputException Bad(string path, string problem) =>
        new($"The script {path} is not valid: {problem}.");

    private sealed record Entry(
        string From,
        string? Prompt = null,
        string? Picture = null,
        JsonElement? Speaker = null
    );
}
