using System.Text.Json;
using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Reading;

/// <summary>One line of a journal, by its documented form.</summary>
public sealed record JournalLine
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public required DateTimeOffset Time { get; init; }

    public required string Slot { get; init; }

    public required string Tenant { get; init; }

    public required string Job { get; init; }

    public required int Shot { get; init; }

    public required int Segment { get; init; }

    public required int Attempt { get; init; }

    /// <summary><c>Began</c>, <c>Resumed</c>, <c>Step</c>, <c>Checkpoint</c>, <c>Committed</c>, <c>GaveBack</c> or
    /// <c>Failed</c>.</summary>
    public required string Event { get; init; }

    public int? Step { get; init; }

    public bool? Won { get; init; }

    public int? WinningAttempt { get; init; }

    public long? GpuMilliseconds { get; init; }

    public WorkKey Work => new($"{Tenant}/{Job}", Shot, Segment);

    /// <summary>The line, or null if it is damaged.</summary>
    public static JournalLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalLine>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
