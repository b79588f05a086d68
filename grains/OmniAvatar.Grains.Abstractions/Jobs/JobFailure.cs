using Orleans.Serialization;

namespace OmniAvatar.Grains.Jobs;

/// <summary>Why something failed. Older releases, whose failures have no kind, read and write only the first two
/// members: there <see cref="ExitCode"/> stands for the kind.</summary>
/// <param name="Reason">One sentence for readers who may see this machine's paths; others are shown
/// <see cref="PublicReason"/>.</param>
/// <param name="ExitCode">The kind as older releases know it: 1 may be tried again, 2 wrong use, 3 bad input.</param>
/// <param name="StatedKind">The kind; null in messages of an older release.</param>
/// <param name="Incident">The id under which the process's log explains the failure; null in messages of an older
/// release.</param>
/// <param name="Artifact">The damaged artifact's name, or null.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.JobFailure")]
public sealed record JobFailure(
    [property: Id(0)] string Reason,
    [property: Id(1)] int ExitCode,
    [property: Id(2)] FailureKind? StatedKind = null,
    [property: Id(3)] string? Incident = null,
    [property: Id(4)] string? Artifact = null
)
{
    // Namespaces whose exceptions mean that a database or a store does not answer.
    private static readonly string[] Clients = ["Npgsql", "Sqlite", "Azure."];

    private const int TriedAgain = 1;
    private const int WrongUse = 2;
    private const int BadInput = 3;

    /// <summary>What follows from it. A kind of a later release counts as what that release says in the older
    /// form.</summary>
    public FailureKind Kind =>
        StatedKind is { } stated && Enum.IsDefined(stated)
            ? stated
            : ExitCode switch
            {
                WrongUse => FailureKind.WrongUse,
                BadInput => FailureKind.BadInput,
                _ => FailureKind.Failed,
            };

    /// <summary>A failure of a kind. (A second constructor would keep stored state from being read.)</summary>
    public static JobFailure Of(FailureKind kind, string reason, string? incident = null, string? artifact = null) =>
        new(reason, Former(kind), kind, incident, artifact);

    /// <summary>The failure that an exception tells of, under a new id.</summary>
    public static JobFailure From(Exception exception)
    {
        var (kind, incident) = (KindOf(exception), IncidentId.New());
        return exception switch
        {
            DamagedException damaged => Of(kind, damaged.Message, incident, damaged.Artifact),
            OmniAvatarException known => Of(kind, known.Message, incident),
            _ when FileFailure.Is(exception) => Of(
                kind,
                $"A file cannot be used: {exception.Message.TrimEnd('.')}.",
                incident
            ),
            _ => Of(kind, Sentence(kind, incident), incident),
        };
    }

    /// <summary>The kind of an exception, those of messages between silos included.</summary>
    public static FailureKind KindOf(Exception exception) =>
        exception switch
        {
            OmniAvatarException => FailureKinds.Of(exception),
            OrleansException => FailureKind.Outage,
            // An exception of the silo that was called, of a type that does not exist here.
            UnavailableExceptionFallbackException foreign => OfForeign(foreign.ExceptionType),
            CodecNotFoundException foreign => OfForeign(foreign.Message),
            // Work is never cancelled by an exception, but a call that takes too long ends with one.
            OperationCanceledException => FailureKind.Outage,
            _ => FailureKinds.Of(exception),
        };

    private static FailureKind OfForeign(string? type) =>
        type is not null && Clients.Any(client => type.Contains(client, StringComparison.Ordinal))
            ? FailureKind.Outage
            : FailureKind.Bug;

    /// <summary>The exception that tells of this failure.</summary>
    public OmniAvatarException ToException() => OmniAvatarException.Of(Kind, Reason);

    private static int Former(FailureKind kind) =>
        kind switch
        {
            FailureKind.WrongUse => WrongUse,
            FailureKind.BadInput => BadInput,
            _ => TriedAgain,
        };

    // The text of an unexpected exception names types and addresses, so only the log has it.
    private static string Sentence(FailureKind kind, string incident) =>
        kind switch
        {
            FailureKind.Outage => $"A part of the service did not answer; the log says which under {incident}.",
            FailureKind.Resources => $"Disk space or memory ran out; the log says where under {incident}.",
            FailureKind.Cancelled => "The work was stopped.",
            FailureKind.Failed => $"The model or the encoder failed; the log says why under {incident}.",
            _ => $"Something unexpected went wrong; the log explains it under {incident}.",
        };
}
