namespace OmniAvatar.Silos.Hosting.Servers;

/// <summary>The exit statuses of programs. Only command lines use these numbers; other code uses kinds.</summary>
public static class ExitCodes
{
    /// <summary>Done, or stopped as asked.</summary>
    public const int Done = 0;

    /// <summary>The work failed; running the same command again continues it.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int WrongUse = 2;

    /// <summary>An input is missing, damaged or out of range.</summary>
    public const int BadInput = 3;

    /// <summary>The user interrupted the command.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit status of a kind. A job that someone else cancelled has failed for its user.</summary>
    public static int Of(FailureKind kind) =>
        kind switch
        {
            FailureKind.WrongUse => WrongUse,
            FailureKind.BadInput => BadInput,
            _ => Failed,
        };
}
