using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Reading;

/// <summary>Reads renderers' journals: files of one JSON object a line, see docs/journal.md.</summary>
public static class JournalReader
{
    /// <summary>All attempts of these files.</summary>
    /// <exception cref="InvalidDataException">A line is not a journal line.</exception>
    public static IReadOnlyList<AttemptEvidence> Read(IEnumerable<string> files)
    {
        var attempts = new List<AttemptEvidence>();
        foreach (var file in files)
            ReadFile(file, attempts);
        return attempts;
    }

    private static void ReadFile(string file, List<AttemptEvidence> attempts)
    {
        // The index in the list of each attempt that this file has begun.
        var places = new Dictionary<(string Slot, WorkKey Work, int Attempt), int>();
        foreach (var (number, line) in Lines(file).Index())
        {
            var entry =
                JournalLine.Parse(line)
                ?? throw new InvalidDataException($"Line {number + 1} of the journal {file} is damaged: {line}");
            var key = (entry.Slot, entry.Work, entry.Attempt);
            if (entry.Event == "Began" || !places.ContainsKey(key))
            {
                // An attempt that was stopped or failed before it began has an end without a beginning.
                places[key] = attempts.Count;
                attempts.Add(
                    new AttemptEvidence
                    {
                        Work = entry.Work,
                        Attempt = entry.Attempt,
                        Slot = entry.Slot,
                        Began = entry.Time,
                    }
                );
            }
            if (entry.Event != "Began")
                attempts[places[key]] = Add(attempts[places[key]], entry);
        }
    }

    private static AttemptEvidence Add(AttemptEvidence attempt, JournalLine entry) =>
        entry.Event switch
        {
            "Resumed" => attempt with { ResumedAfter = entry.Step ?? 0 },
            "Step" => attempt with { Steps = [.. attempt.Steps, entry.Step ?? 0] },
            "Checkpoint" => attempt with { Checkpoints = [.. attempt.Checkpoints, entry.Step ?? 0] },
            "Committed" => End(attempt, entry, entry.Won == true ? AttemptEnd.Won : AttemptEnd.CameSecond),
            "GaveBack" => End(attempt, entry, AttemptEnd.GaveBack),
            "Failed" => End(attempt, entry, AttemptEnd.Failed),
            _ => throw new InvalidDataException($"A journal has the unknown event '{entry.Event}'."),
        };

    private static AttemptEvidence End(AttemptEvidence attempt, JournalLine entry, AttemptEnd end) =>
        attempt with
        {
            End = end,
            Ended = entry.Time,
            Winner = entry.WinningAttempt,
            GpuMilliseconds = entry.GpuMilliseconds,
        };

    /// <summary>The file's whole lines; it may still be growing.</summary>
    private static IEnumerable<string> Lines(string file)
    {
        if (!File.Exists(file))
            return [];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
