using System.Text.Json;
using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Reading;

/// <summary>Reads renderers' journals: files of one JSON object a line, see docs/journal.md.</summary>
public static class JournalReader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>All attempts of these files.</summary>
    /// <exception cref="InvalidDataException">A line is no journal's.</exception>
    public static IReadOnlyList<AttemptEvidence> Read(IEnumerable<string> files)
    {
        var attempts = new List<AttemptEvidence>();
        foreach (var file in files) ReadFile(file, attempts);
        return attempts;
    }

    private static void ReadFile(string file, List<AttemptEvidence> attempts)
    {
        // Where each attempt that this file has begun stands in the list.
        var places = new Dictionary<(string Slot, WorkKey Work, int Attempt), int>();
        foreach (var (number, line) in Lines(file).Index())
        {
            var entry = Parse(line) ?? throw new InvalidDataException($"Line {number + 1} of the journal {file} is damaged: {line}");
            var key = (entry.Slot, entry.Work, entry.Attempt);
            if (entry.Event == "Began")
            {
                places[key] = attempts.Count;
                attempts.Add(new AttemptEvidence { Work = entry.Work, Attempt = entry.Attempt, Slot = entry.Slot, Began = entry.Time });
            }
            else
            {
                if (!places.TryGetValue(key, out var place)) throw new InvalidDataException($"Line {number + 1} of the journal {file} is of an attempt that has not begun.");
                attempts[place] = Add(attempts[place], entry);
            }
        }
    }

    private static AttemptEvidence Add(AttemptEvidence attempt, Entry entry) => entry.Event switch
    {
        "Resumed" => attempt with { ResumedAfter = entry.Step ?? 0 },
        "Step" => attempt with { Steps = [.. attempt.Steps, entry.Step ?? 0] },
        "Checkpoint" => attempt with { Checkpoints = [.. attempt.Checkpoints, entry.Step ?? 0] },
        "Committed" => End(attempt, entry, entry.Won == true ? AttemptEnd.Won : AttemptEnd.CameSecond),
        "GaveBack" => End(attempt, entry, AttemptEnd.GaveBack),
        "Failed" => End(attempt, entry, AttemptEnd.Failed),
        _ => throw new InvalidDataException($"A journal tells of '{entry.Event}', which nobody knows."),
    };

    private static AttemptEvidence End(AttemptEvidence attempt, Entry entry, AttemptEnd end) =>
        attempt with { End = end, Ended = entry.Time, Winner = entry.WinningAttempt, GpuMilliseconds = entry.GpuMilliseconds };

    private static Entry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The file's whole lines; it may still be growing.</summary>
    private static IEnumerable<string> Lines(string file)
    {
        if (!File.Exists(file)) return [];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed record Entry
    {
        public required DateTimeOffset Time { get; init; }

        public required string Slot { get; init; }

        public required string Tenant { get; init; }

        public required string Job { get; init; }

        public required int Shot { get; init; }

        public required int Segment { get; init; }

        public required int Attempt { get; init; }

        public required string Event { get; init; }

        public int? Step { get; init; }

        public bool? Won { get; init; }

        public int? WinningAttempt { get; init; }

        public long? GpuMilliseconds { get; init; }

        public WorkKey Work => new($"{Tenant}/{Job}", Shot, Segment);
    }
}
