namespace OmniAvatar.Listening;

/// <summary>
/// Decides whose turn it is. Whoever has the turn keeps it through silence and while others are hardly louder; somebody
/// who speaks while the holder is silent, or clearly louder, takes it. Words too short for a turn ("yes", a laugh)
/// change nothing.
/// </summary>
public static class TurnTaker
{
    /// <summary>A challenger must be this many decibels louder than a holder who speaks.</summary>
    private const float Margin = 6;

    /// <summary>Loudness is compared as the mean over this many hops: 0.2 s, about a syllable.</summary>
    private const int SyllableHops = 20;

    /// <summary>The least time from a turn's first word to its last: 1 s.</summary>
    private const int LeastTurnHops = 100;

    /// <summary>The turns of a recording, in order; the first begins at 0. Neighbours are of different
    /// speakers.</summary>
    public static IReadOnlyList<SpeakerTurn> Take(Voices voices)
    {
        var turns = new List<SpeakerTurn>();
        var longest = new Attempt(0, 0, 0);
        foreach (var attempt in Attempts(voices))
        {
            if (attempt.Hops > longest.Hops)
                longest = attempt;
            if (attempt.Hops < LeastTurnHops || (turns.Count > 0 && turns[^1].Speaker == attempt.Speaker))
                continue;
            turns.Add(
                new SpeakerTurn(
                    attempt.Speaker,
                    turns.Count == 0 ? 0 : (long)attempt.FirstWord * LevelMeter.SamplesPerHop
                )
            );
        }
        return turns.Count > 0 ? turns : [new SpeakerTurn(longest.Speaker, 0)];
    }

    /// <summary>Every time that a speaker took the turn, however short.</summary>
    private static IEnumerable<Attempt> Attempts(Voices voices)
    {
        var loudness = new RunningLoudness(voices, SyllableHops);
        var current = default(Attempt?);
        for (var hop = 0; hop < voices.Hops; hop++)
        {
            loudness.MoveTo(hop);
            if (
                loudness.Loudest() is { } speaker
                && speaker != current?.Speaker
                && (current is null || loudness[speaker] >= loudness[current.Speaker] + Margin)
            )
            {
                if (current is not null)
                    yield return current;
                // What takes the turn begins within the syllable that is looked at.
                var first = hop;
                while (voices[speaker, first] == Voices.Silent)
                    first++;
                current = new Attempt(speaker, first, first);
            }
            if (current is not null && voices[current.Speaker, hop] > Voices.Silent)
                current = current with { LastWord = hop };
        }
        if (current is not null)
            yield return current;
    }

    /// <summary>A span in which a speaker had the turn: the first and the last hop with a word.</summary>
    private sealed record Attempt(int Speaker, int FirstWord, int LastWord)
    {
        public int Hops => LastWord - FirstWord + 1;
    }
}
