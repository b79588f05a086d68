using System.Text.Json.Serialization;
using OmniAvatar.Datasets.Clips;

namespace OmniAvatar.Training.Components;

/// <summary>How a training uses a source of clips.</summary>
public sealed record ClipUse
{
    /// <summary>Clips at the end of the source that are never trained on; at least 1.</summary>
    public int HeldOut { get; init; } = 16;

    /// <summary>Clips kept in memory; a clip of three seconds at 96x96 takes 2 MB.</summary>
    public int InMemory { get; init; } = 512;

    /// <summary>Steps after which others take their place, where a source has more.</summary>
    [JsonPropertyName("StepsPerShelf")] // As recipes of earlier trainings have it.
    public long StepsPerPool { get; init; } = 1000;

    /// <summary>Clips that the trained network is measured over, besides the held-out ones.</summary>
    public int Measured { get; init; } = 64;

    /// <summary>These numbers, once a source is known to have enough clips.</summary>
    /// <exception cref="WrongUseException">They are not positive, or the source has too few.</exception>
    public ClipUse Validated(IClipSource source)
    {
        if (HeldOut < 1 || InMemory < 1 || StepsPerPool < 1 || Measured < 1)
            throw new WrongUseException("The numbers of clips held out, in memory and measured must be at least 1.");
        if (source.Count <= HeldOut)
            throw new WrongUseException(
                $"A training that holds out {HeldOut} clips needs more than the {source.Count} available clips."
            );
        return this;
    }
}
