using System.Globalization;
using OmniAvatar.Requests;
using OmniAvatar.Requests.Options;

namespace OmniAvatar.Client;

/// <summary>What is made otherwise in a remix.</summary>
public sealed record VideoRemix
{
    /// <summary>The options that a remix takes.</summary>
    public static IReadOnlyList<RenderOption> Options { get; } =
    [DenoisingOptions.Seed, DenoisingOptions.Steps, DenoisingOptions.Guidance, DenoisingOptions.AudioGuidance];

    /// <summary>The shots to make again, from 1; empty for all.</summary>
    public IReadOnlyList<int> Shots { get; init; } = [];

    /// <summary>At most one prompt, and how to render; null keeps what each shot had. Where nothing is chosen and no
    /// picture given, the service draws a seed.</summary>
    public RenderChoices Choices { get; init; } = new() { Prompts = [] };

    /// <summary>Path of another picture, or null.</summary>
    public string? Picture { get; init; }

    /// <summary>Names this request, so that sending it again makes no second video.</summary>
    public string IdempotencyKey { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>The form; its file is opened here and closed with it.</summary>
    /// <exception cref="BadInputException">The picture cannot be read.</exception>
    internal MultipartFormDataContent ToForm()
    {
        var form = new MultipartFormDataContent();
        if (Shots.Count > 0)
            form.Add(
                new StringContent(string.Join(',', Shots.Select(shot => shot.ToString(CultureInfo.InvariantCulture)))),
                "shots"
            );
        foreach (var prompt in Choices.Prompts)
            form.Add(new StringContent(prompt), "prompt");
        foreach (var option in Options)
            if (option.TextOf(Choices) is { } value)
                form.Add(new StringContent(value), option.Name);
        if (Picture is not null)
            form.Add(SentFile.Open("picture", Picture), "image_reference", "picture");
        // A form without a part is no form.
        if (!form.Any())
            form.Add(new StringContent(""), "shots");
        return form;
    }
}
