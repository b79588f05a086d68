using OmniAvatar.Diffusion.Weights.Adapters;
using OmniAvatar.Files;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Requests;

namespace OmniAvatar.Cli.Rendering;

/// <summary>What the user asked of <c>render</c>; null where the model folder's default applies.</summary>
internal sealed record RenderOptions
{
    public required string Model { get; init; }
    public required InputFiles Files { get; init; }

    /// <summary>The mp4 to write; empty where nothing is rendered.</summary>
    public required string Output { get; init; }

    /// <summary>The file behind --speakers, or null.</summary>
    public string? SpeakersFile { get; init; }

    public required RenderChoices Choices { get; init; }
    public IReadOnlyList<LoraFile> Loras { get; init; } = [];
    public string? Data { get; init; }
    public string? Device { get; init; }

    /// <summary>Threads of one render slot, part of the numeric class; null takes the model's, or the number of cores
    /// if that is less.</summary>
    public int? Threads { get; init; }

    public bool AllowMixedClasses => Choices.AllowMixedClasses ?? true;

    /// <summary>Only say what would be rendered.</summary>
    public bool DryRun { get; init; }

    public bool Keep { get; init; }
    public bool Force { get; init; }
    public bool Json { get; init; }
    public bool Verbose { get; init; }

    /// <summary>Every file that is read and that the video must not be written over.</summary>
    public IEnumerable<NamedInput> NamedInputs() =>
        [
            .. Files.Named(),
            .. SpeakersFile is { } speakers
                ? [new NamedInput($"the speakers file {speakers}", speakers)]
                : Array.Empty<NamedInput>(),
            .. Loras.Select(lora => new NamedInput($"the adapter {lora.Path}", lora.Path)),
        ];
}
