namespace OmniAvatar.Listening;

/// <summary>
/// Who speaks when, as NIST's Rich Transcription evaluations write it (RTTM): a line a stretch of speech,
/// <c>SPEAKER file channel start duration &lt;NA&gt; &lt;NA&gt; label &lt;NA&gt; &lt;NA&gt;</c>, times in seconds.
/// Comments (;;) and lines of the other types that the format has are skipped; a line of no known type is refused,
/// since what it says would be lost.
/// </summary>
public static class Rttm
{
    private const int MaximumLines = 1_000_000;
    private const double MaximumSeconds = 24 * 3600;

    // The Rich Transcription Spring 2009 evaluation plan, appendix A.
    private static readonly string[] OtherTypes =
    [
        "SEGMENT",
        "NOSCORE",
        "NO_RT_METADATA",
        "LEXEME",
        "NON-LEX",
        "NON-SPEECH",
        "FILLER",
        "EDIT",
        "IP",
        "SU",
        "CB",
        "A/P",
        "SPKR-INFO",
    ];

    /// <summary>The stretches of each label.</summary>
    /// <param name="lines">The file.</param>
    /// <param name="name">What the user calls it.</param>
    /// <param name="recording">The recording's file name. In a list of several recordings the lines that name it count,
    /// its ending aside.</param>
    /// <param name="leadSamples">Samples that were put before the recording, by which all times are late.</param>
    /// <exception cref="BadInputException">A line is not what it should be, nobody speaks, or several recordings are
    /// listed and not this one.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<Stretch>> Parse(
        IEnumerable<string> lines,
        string name,
        string recording,
        long leadSamples
    )
    {
        var turns = new List<RttmLine>();
        var number = 0;
        foreach (var line in lines)
        {
            if (++number > MaximumLines)
                throw new BadInputException($"The RTTM file {name} has more than {MaximumLines} lines.");
            if (line.TrimStart() is "" or [';', ';', ..])
                continue;
            if (RttmLine.TypeOf(line) is var type && type != RttmLine.Speaker)
            {
                if (OtherTypes.Contains(type))
                    continue;
                throw new BadInputException(
                    $"Line {number} of the RTTM file {name} begins with '{type}', which is not a line type of RTTM."
                );
            }
            turns.Add(
                RttmLine.Parse(line) is { } turn && turn.Start + turn.Duration <= MaximumSeconds
                    ? turn
                    : throw new BadInputException(
                        $"Line {number} of the RTTM file {name} is not 'SPEAKER file channel start duration "
                            + "<NA> <NA> label <NA> <NA>'."
                    )
            );
        }
        if (turns.Count == 0)
            throw new BadInputException($"The RTTM file {name} has no SPEAKER line.");
        return Of(turns, name, Path.GetFileName(recording))
            .GroupBy(turn => turn.Label)
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlyList<Stretch>)[.. group.Select(turn => turn.Stretch(leadSamples))]
            );
    }

    /// <summary>The lines of one recording. A file about one alone need not know its name.</summary>
    private static IEnumerable<RttmLine> Of(List<RttmLine> turns, string name, string recording)
    {
        var recordings = turns.Select(turn => turn.Recording).Distinct().ToList();
        if (recordings.Count == 1)
            return turns;
        var own =
            recordings.FirstOrDefault(listed => listed == recording)
            ?? recordings.FirstOrDefault(listed => listed == Path.GetFileNameWithoutExtension(recording));
        return own is not null
            ? turns.Where(turn => turn.Recording == own)
            : throw new BadInputException(
                $"The RTTM file {name} lists {recordings.Count} recordings, '{recordings[0]}' and '{recordings[1]}' "
                    + $"among them, but none has the name of {recording}."
            );
    }
}
