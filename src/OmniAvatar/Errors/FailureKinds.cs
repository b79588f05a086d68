using System.Data.Common;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace OmniAvatar;

/// <summary>What follows from a failure's kind, and which kind an exception is of.</summary>
public static class FailureKinds
{
    /// <summary>Whether what failed is tried again.</summary>
    public static RetryRule Retry(this FailureKind kind) =>
        kind switch
        {
            FailureKind.Outage => RetryRule.WhilePatient,
            FailureKind.BadInput or FailureKind.WrongUse or FailureKind.Cancelled => RetryRule.Never,
            _ => RetryRule.FewTimes,
        };

    /// <summary>The kind in one word, for programs and logs: <c>bad_input</c>.</summary>
    public static string Word(this FailureKind kind) =>
        kind switch
        {
            FailureKind.WrongUse => "wrong_use",
            FailureKind.BadInput => "bad_input",
            FailureKind.Outage => "outage",
            FailureKind.Damaged => "damaged",
            FailureKind.Resources => "resources",
            FailureKind.Cancelled => "cancelled",
            FailureKind.Bug => "bug",
            _ => "failed",
        };

    /// <summary>The kind of an exception. An unexpected exception is a bug.</summary>
    public static FailureKind Of(Exception failure) =>
        failure switch
        {
            OmniAvatarException known => known.Kind,
            AggregateException { InnerExceptions: [var only] } => Of(only),
            OperationCanceledException => FailureKind.Cancelled,
            OutOfMemoryException => FailureKind.Resources,
            TimeoutException or DbException or HttpRequestException or SocketException => FailureKind.Outage,
            IOException { InnerException: SocketException } => FailureKind.Outage,
            _ when FileFailure.Is(failure) => FailureKind.Resources,
            // libtorch throws this type alone, whatever happened; its text is all that tells.
            ExternalException native when native.GetType() == typeof(ExternalException) => OfNative(native.Message),
            _ => FailureKind.Bug,
        };

    private static FailureKind OfNative(string message) =>
        message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            ? FailureKind.Resources
            : FailureKind.Failed;
}
