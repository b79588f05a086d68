using System.Globalization;
using OmniAvatar.Client.Webhooks;
using OmniAvatar.Requests;
using OmniAvatar.Requests.Options;

namespace OmniAvatar.Client;

/// <summary>A speaker to show.</summary>
/// <param name="Picture">Path of a png, jpeg or webp file, or its address, which the service fetches if it
/// may.</param>
/// <param name="Sound">Path or address of the speaker's own track; null where all speak in one recording, or nobody
/// speaks.</param>
/// <param name="Label">What <see cref="VideoSubmission.Turns"/> call the speaker; null without them.</param>
public sealed record SubmittedSpeaker(string Picture, string? Sound = null, string? Label = null)
{
    /// <summary>Paths of other pictures of the speaker, from which they are shown in turn.</summary>
    public IReadOnlyList<string> Angles { get; init; } = [];
}

/// <summary>A video to ask for; null where the service's default applies.</summary>
public sealed record VideoSubmission
{
    /// <summary>A prompt for each speaker, and how to render.</summary>
    public required RenderChoices Choices { get; init; }

    /// <summary>Whom to show, in the order of the prompts.</summary>
    public required IReadOnlyList<SubmittedSpeaker> Speakers { get; init; }

    /// <summary>Path or address of the one recording that all speak in; null where each has a track, or nobody
    /// speaks.</summary>
    public string? Recording { get; init; }

    /// <summary>Path of an RTTM file that says who speaks when in <see cref="Recording"/>.</summary>
    public string? Turns { get; init; }

    /// <summary>What happens when, as JSON; pictures in it are called by <see cref="PictureName"/>. Null where nothing
    /// changes.</summary>
    public ReadOnlyMemory<byte>? Script { get; init; }

    /// <summary>Paths of the pictures that <see cref="Script"/> calls by their numbers.</summary>
    public IReadOnlyList<string> Pictures { get; init; } = [];

    /// <summary>Path of the captions: SubRip, WebVTT or Whisper's JSON; null for none.</summary>
    public string? Captions { get; init; }

    /// <summary>Path of a file with a time and a title a line; null for no chapters.</summary>
    public string? Chapters { get; init; }

    /// <summary>Path of the picture that players show of the video, png or jpeg; null for none.</summary>
    public string? Cover { get; init; }

    /// <summary>The model's name; null for the only one there is.</summary>
    public string? Model { get; init; }

    /// <summary>Where the service tells of the video's end; null for nowhere. It needs a secret, see
    /// <see cref="WebhookClient.CreateSecretAsync"/>.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>What is told, see <see cref="Wire.WebhookEventTypes"/>; empty for every end.</summary>
    public IReadOnlyList<string> WebhookEvents { get; init; } = [];

    /// <summary>Names this request, so that sending it again makes no second video.</summary>
    public string IdempotencyKey { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>Every file of this machine that is sent.</summary>
    public IEnumerable<string> Files => NamedFiles().Select(file => file.Path).Where(path => !IsAddress(path));

    /// <summary>What a script calls one of <see cref="Pictures"/>, from 0.</summary>
    public static string PictureName(int picture) =>
        string.Create(CultureInfo.InvariantCulture, $"pictures[{picture}]");

    /// <summary>The form; its files are opened here and closed with it.</summary>
    /// <exception cref="BadInputException">A file cannot be read.</exception>
    internal MultipartFormDataContent ToForm()
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in Fields())
            form.Add(new StringContent(value), name);
        foreach (var (name, kind, path) in NamedFiles())
            if (IsAddress(path))
                form.Add(new StringContent(path), name);
            else
                form.Add(SentFile.Open(kind, path), name, kind);
        if (Script is { } script)
            form.Add(new ReadOnlyMemoryContent(script), "script", "script");
        return form;
    }

    private static bool IsAddress(string path) =>
        path.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private bool IsOfOne => Speakers.Count == 1 && Turns is null;

    private IEnumerable<(string Name, string Value)> Fields()
    {
        for (var speaker = 0; speaker < Speakers.Count; speaker++)
        {
            yield return (NameOf(speaker, "prompt"), Choices.Prompts[speaker]);
            if (Speakers[speaker].Label is { } label)
                yield return (NameOf(speaker, "label"), label);
        }
        if (Model is not null)
            yield return ("model", Model);
        if (WebhookUrl is not null)
            yield return ("webhook_url", WebhookUrl);
        if (WebhookEvents.Count > 0)
            yield return ("webhook_events", string.Join(',', WebhookEvents));
        foreach (var option in RenderOptionTable.OfSubmissions)
            if (option.TextOf(Choices) is { } value)
                yield return (option.Name, value);
    }

    private IEnumerable<(string Name, string Kind, string Path)> NamedFiles()
    {
        for (var speaker = 0; speaker < Speakers.Count; speaker++)
        {
            yield return (
                NameOf(speaker, IsOfOne ? "input_reference" : "image_reference"),
                "picture",
                Speakers[speaker].Picture
            );
            if (Speakers[speaker].Sound is { } sound)
                yield return (NameOf(speaker, "audio_reference"), "sound", sound);
            for (var angle = 0; angle < Speakers[speaker].Angles.Count; angle++)
                yield return (
                    string.Create(CultureInfo.InvariantCulture, $"{NameOf(speaker, "angles")}[{angle}]"),
                    "picture",
                    Speakers[speaker].Angles[angle]
                );
        }
        if (Recording is not null)
            yield return ("audio_reference", "sound", Recording);
        if (Turns is not null)
            yield return ("rttm", "list", Turns);
        for (var picture = 0; picture < Pictures.Count; picture++)
            yield return (PictureName(picture), "picture", Pictures[picture]);
        if (Captions is not null)
            yield return ("captions", "captions file", Captions);
        if (Chapters is not null)
            yield return ("chapters", "chapters file", Chapters);
        if (Cover is not null)
            yield return ("cover", "cover", Cover);
    }

    /// <summary>The API calls the fields of an only speaker by themselves, and those of several by their
    /// numbers.</summary>
    private string NameOf(int speaker, string field) =>
        IsOfOne ? field : string.Create(CultureInfo.InvariantCulture, $"speakers[{speaker}][{field}]");
}
