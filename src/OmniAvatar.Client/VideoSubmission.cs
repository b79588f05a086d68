using System.Globalization;
using System.Net.Http.Headers;

namespace OmniAvatar.Client;

/// <summary>A video to ask for; null where the service's default applies.</summary>
public sealed record VideoSubmission
{
    /// <summary>What to show, in words; null where <see cref="Others"/> have speakers.</summary>
    public string? Prompt { get; init; }

    /// <summary>Path of the picture of whom to show; null where <see cref="OtherFiles"/> have speakers.</summary>
    public string? Picture { get; init; }

    /// <summary>Path of the speech; null for <see cref="Seconds"/> of silence.</summary>
    public string? Sound { get; init; }

    /// <summary>Name of the model; null for the server's default.</summary>
    public string? Model { get; init; }

    /// <summary>Length of the silence where there is no speech.</summary>
    public double? Seconds { get; init; }

    /// <summary>Width and height in pixels, as <c>720x400</c>.</summary>
    public string? Size { get; init; }

    /// <summary>Seed of the noise; null for the server's default.</summary>
    public long? Seed { get; init; }

    /// <summary>Denoising steps a segment; null for the server's default.</summary>
    public long? Steps { get; init; }

    /// <summary>Further fields by the API's names, such as <c>guidance</c>.</summary>
    public IReadOnlyDictionary<string, string> Others { get; init; } = new Dictionary<string, string>();

    /// <summary>Paths of further files by the API's names, such as <c>speakers[0][image_reference]</c>.</summary>
    public IReadOnlyDictionary<string, string> OtherFiles { get; init; } = new Dictionary<string, string>();

    /// <summary>Names this request, so that sending it again makes no second video.</summary>
    public string IdempotencyKey { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>The form; its files are opened here and closed with it.</summary>
    /// <exception cref="BadInputException">A file cannot be read.</exception>
    internal MultipartFormDataContent ToForm()
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in Fields())
            form.Add(new StringContent(value), name);
        if (Picture is not null)
            form.Add(File("picture", Picture), "input_reference", "picture");
        if (Sound is not null)
            form.Add(File("sound", Sound), "audio_reference", "sound");
        foreach (var (name, path) in OtherFiles)
            form.Add(File("file", path), name, "file");
        return form;
    }

    private IEnumerable<KeyValuePair<string, string>> Fields()
    {
        (string Name, string? Value)[] named =
        [
            ("prompt", Prompt),
            ("model", Model),
            ("seconds", Text(Seconds)),
            ("size", Size),
            ("seed", Text(Seed)),
            ("steps", Text(Steps)),
        ];
        return named
            .Where(field => field.Value is not null)
            .Select(field => KeyValuePair.Create(field.Name, field.Value!))
            .Concat(Others);
    }

    private static string? Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);

    private static StreamContent File(string kind, string path)
    {
        try
        {
            var content = new StreamContent(System.IO.File.OpenRead(path));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            return content;
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new BadInputException($"The {kind} {path} cannot be read.", e);
        }
    }
}
