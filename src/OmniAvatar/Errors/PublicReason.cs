using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace OmniAvatar;

/// <summary>
/// What someone is told of a failure who has no right to know the machines behind a service: no paths, no addresses, no
/// names of types.
/// </summary>
public static partial class PublicReason
{
    /// <summary>One sentence, with the id under which the service's log says more.</summary>
    /// <param name="kind">The failure's kind.</param>
    /// <param name="reason">The sentence for those who may see everything; shown where it is about the caller's own
    /// input, or about what the model made of it.</param>
    /// <param name="incident">The id in the service's log, or null.</param>
    public static string Of(FailureKind kind, string reason, string? incident)
    {
        var isShown =
            kind is FailureKind.BadInput or FailureKind.WrongUse or FailureKind.Failed && !MentionsMachines(reason);
        if (isShown)
            return kind == FailureKind.Failed && incident is not null
                ? $"{reason.TrimEnd('.')} (id {incident})."
                : reason;
        var sentence = kind switch
        {
            FailureKind.BadInput or FailureKind.WrongUse => "What was submitted cannot be rendered",
            FailureKind.Outage => "A part of the service did not answer",
            FailureKind.Damaged => "A file that the service keeps of this video is damaged",
            FailureKind.Resources => "The service ran out of disk space or memory",
            FailureKind.Cancelled => "The video was cancelled",
            FailureKind.Bug => "Something unexpected went wrong in the service",
            _ => "The model or the encoder could not do this video's work",
        };
        return incident is null ? $"{sentence}." : $"{sentence} (id {incident}).";
    }

    /// <summary>Whether a sentence holds a path of two levels or more, an address, a URL, or the name of a
    /// type.</summary>
    public static bool MentionsMachines(string sentence) => Machines().IsMatch(sentence);

    [GeneratedRegex(
        @"(^|[\s'""(=])/[\w.@-]+/|[A-Za-z]:\\|\w+://|\b\d{1,3}(\.\d{1,3}){3}\b|\b\w*Exception\b|\b(System|OmniAvatar|Orleans|Npgsql)\.\w+"
    )]
    private static partial Regex Machines();
}

/// <summary>Ids under which logs explain a failure to operators, while users are told the id and one
/// sentence.</summary>
public static class IncidentId
{
    private const int Bytes = 5;

    /// <summary>A new id, such as <c>e-3f9c01d2a4</c>.</summary>
    public static string New() => $"e-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes))}";
}
