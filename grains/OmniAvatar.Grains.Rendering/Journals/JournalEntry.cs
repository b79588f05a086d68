using System.Text.Json;
using System.Text.Json.Serialization;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Rendering.Journals;

/// <summary>What happened to an attempt.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JournalEvent>))]
public enum JournalEvent
{
    /// <summary>A slot began the attempt.</summary>
    Began,

    /// <summary>It goes on from a checkpoint after <see cref="JournalEntry.Step"/> steps.</summary>
    Resumed,

    /// <summary>It has done its step number <see cref="JournalEntry.Step"/>, from 1.</summary>
    Step,

    /// <summary>A checkpoint after <see cref="JournalEntry.Step"/> steps is in the store.</summary>
    Checkpoint,

    /// <summary>The work has a result; <see cref="JournalEntry.Won"/> says whether this attempt's.</summary>
    Committed,

    /// <summary>It was stopped, or its slot leaves.</summary>
    GaveBack,

    /// <summary>It failed for its own reason.</summary>
    Failed,
}

/// <summary>One line of a slot's journal, see docs/journal.md.</summary>
public sealed record JournalEntry
{
    /// <summary>When it was written, by the slot's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Which slot writes.</summary>
    public required string Slot { get; init; }

    /// <summary>Whose job it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>Which of the tenant's jobs.</summary>
    public required string Job { get; init; }

    /// <summary>0-based; -1 for the conditioning.</summary>
    public required int Shot { get; init; }

    /// <summary>0-based; -1 for the conditioning.</summary>
    public required int Segment { get; init; }

    /// <summary>Number of the attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>What happened.</summary>
    public required JournalEvent Event { get; init; }

    /// <summary>Denoising step, from 1, of events about one.</summary>
    public int? Step { get; init; }

    /// <summary>Size of a checkpoint, of events about one.</summary>
    public long? Bytes { get; init; }

    /// <summary>Whether this attempt's manifest is the result, of events about a commit.</summary>
    public bool? Won { get; init; }

    /// <summary>Whose manifest is the result.</summary>
    public int? WinningAttempt { get; init; }

    /// <summary>What this attempt used, cumulative; the same number as in its manifest.</summary>
    public long? GpuMilliseconds { get; init; }

    /// <summary>Why an attempt ended without a result.</summary>
    public string? Reason { get; init; }

    /// <summary>An entry about an attempt, its details still to be filled in.</summary>
    public static JournalEntry Of(WorkGrant grant, JournalEvent what, DateTimeOffset time) =>
        new()
        {
            Time = time,
            Slot = grant.Slot,
            Tenant = grant.Work.Job.Tenant,
            Job = grant.Work.Job.Job,
            Shot = grant.Work.Shot,
            Segment = grant.Work.Segment,
            Attempt = grant.Attempt,
            Event = what,
        };
}

/// <summary>How entries are written: camelCase JSON, absent where null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>The bytes of one line, its end included.</summary>
    public static byte[] Line(JournalEntry entry) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(entry, Default.JournalEntry), (byte)'\n'];
}
