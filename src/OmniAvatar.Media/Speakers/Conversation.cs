using OmniAvatar.Listening;
using OmniAvatar.Media.Sounds;

namespace OmniAvatar.Media.Speakers;

/// <summary>Follows who speaks when, by the tracks' loudness or by an RTTM file, and where whoever has the turn
/// pauses.</summary>
internal static class Conversation
{
    private const long MostRttmBytes = 64 << 20;

    /// <returns>The turns (none where one speaker has them all) and the pauses of whoever has the turn.</returns>
    /// <exception cref="BadInputException">The RTTM file is not one, or knows other speakers.</exception>
    public static (IReadOnlyList<SpeakerTurn> Turns, IReadOnlyList<Pause> Pauses) Follow(
        InputFiles files,
        IReadOnlyList<Speech> speeches
    )
    {
        var samples = speeches.Max(speech => speech.Samples);
        var voices = files.Rttm is { } rttm
            ? Voices.OfList(Listed(files.Speakers, rttm, files.RecordingName ?? files.Recording!), samples)
            : Voices.OfTracks([.. speeches.Select(speech => speech.Levels)]);
        var turns = voices.Count > 1 ? TurnTaker.Take(voices) : [new SpeakerTurn(0, 0)];

        var pauses = speeches.Select(speech => PausesOf(speech, samples)).ToArray();
        // In one recording everybody is heard in the same pauses.
        var heard = HeardPauses.Of(
            turns,
            [.. files.Speakers.Select((_, speaker) => pauses[Math.Min(speaker, pauses.Length - 1)])],
            samples
        );
        return (turns is [{ Speaker: 0 }] ? [] : turns, heard);
    }

    /// <summary>A track that ends before the others is silent from there on.</summary>
    private static IReadOnlyList<Pause> PausesOf(Speech speech, long samples)
    {
        var pauses = PauseDetector.Detect(speech.Levels);
        return speech.Samples < samples ? [.. pauses, new Pause(speech.Samples, samples)] : pauses;
    }

    /// <summary>The stretches of each speaker.</summary>
    private static IReadOnlyList<Stretch>[] Listed(IReadOnlyList<SpeakerFiles> speakers, string rttm, string recording)
    {
        var lines = TextFile.Lines(TextFile.Read("RTTM file", rttm, MostRttmBytes));
        var listed = Rttm.Parse(lines, rttm, recording, SpeechDecoder.LeadSamples);
        if (listed.Keys.Except(speakers.Select(speaker => speaker.Label!)).FirstOrDefault() is { } stranger)
            throw new BadInputException(
                $"The RTTM file {rttm} lists '{stranger}', which is not the label of a speaker."
            );
        return
        [
            .. speakers.Select(speaker =>
                listed.TryGetValue(speaker.Label!, out var stretches)
                    ? stretches
                    : throw new BadInputException($"The RTTM file {rttm} has no line for the label '{speaker.Label}'.")
            ),
        ];
    }
}
