using System.Globalization;

namespace OmniAvatar.Media.Sounds;

/// <summary>What is odd about sounds that can be rendered all the same.</summary>
internal static class SoundWarnings
{
    // 3 dB. Decoders of MP3 and AAC go a little beyond full scale with most music, and the clipping is inaudible.
    private const double CutPeak = 1.41;

    private const double SilencePeak = 1e-3;

    /// <summary>The sentences, none as a rule.</summary>
    /// <param name="tracks">The sounds, by speaker where there are several.</param>
    /// <param name="speeches">What the model hears of each.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<SoundTrack> tracks, IReadOnlyList<Speech> speeches)
    {
        var cut = tracks
            .Select((track, index) => (track.Peak, Name: Name(tracks.Count, index)))
            .Where(track => track.Peak > CutPeak);
        List<string> warnings =
        [
            .. cut.Select(track =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{track.Name} goes up to {track.Peak:0.0} times full scale and is clipped, "
                ) + "which sounds distorted; lower its volume and render again."
            ),
        ];
        if (speeches.All(speech => speech.IsSilent))
            warnings.Add(Silence(tracks));
        return warnings;
    }

    private static string Silence(IReadOnlyList<SoundTrack> tracks) =>
        tracks.Any(track => track.Peak >= SilencePeak)
            ? "The channels of the sound cancel each other when they are mixed for the model, so the mouth has "
                + "nothing to follow; use only one channel."
            : "The sound is silent, so the mouth has nothing to follow.";

    private static string Name(int tracks, int index) =>
        tracks == 1 ? "The sound" : string.Create(CultureInfo.InvariantCulture, $"The sound of speaker {index + 1}");
}
