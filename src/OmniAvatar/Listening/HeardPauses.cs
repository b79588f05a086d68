namespace OmniAvatar.Listening;

/// <summary>The pauses of the speaker who has the turn; what others say meanwhile is not shown.</summary>
public static class HeardPauses
{
    /// <param name="turns">Whose turn it is.</param>
    /// <param name="pauses">The pauses of each speaker's own track, in order.</param>
    /// <param name="samples">Length of the recording in samples at 16 kHz.</param>
    /// <returns>Pauses in order; one that reaches over a change of turn is one pause.</returns>
    public static IReadOnlyList<Pause> Of(
        IReadOnlyList<SpeakerTurn> turns,
        IReadOnlyList<IReadOnlyList<Pause>> pauses,
        long samples
    )
    {
        var heard = new List<Pause>();
        for (var turn = 0; turn < turns.Count; turn++)
        {
            var (speaker, start) = turns[turn];
            var end = turn + 1 < turns.Count ? turns[turn + 1].Start : samples;
            foreach (var pause in pauses[speaker])
                Add(heard, new Pause(Math.Max(pause.Start, start), Math.Min(pause.End, end)));
        }
        return heard;
    }

    private static void Add(List<Pause> heard, Pause pause)
    {
        if (pause.Start >= pause.End)
            return;
        if (heard.Count > 0 && heard[^1].End >= pause.Start)
            heard[^1] = heard[^1] with { End = pause.End };
        else
            heard.Add(pause);
    }
}
