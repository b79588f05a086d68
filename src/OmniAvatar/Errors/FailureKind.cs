namespace OmniAvatar;

/// <summary>
/// Why something failed: a closed set, from which follows whether it is tried again (<see cref="FailureKinds.Retry"/>).
/// The numbers travel between processes of different releases, so they never change; a number that a process does not
/// know counts as <see cref="Failed"/>.
/// </summary>
public enum FailureKind
{
    /// <summary>The model or an encoder refused: numbers that are not finite, a file that cannot be encoded.</summary>
    Failed = 0,

    /// <summary>The command or the request asks for something that cannot be.</summary>
    WrongUse = 1,

    /// <summary>A picture, a sound, a weight file or another input is missing, damaged or out of range.</summary>
    BadInput = 2,

    /// <summary>A store, a database or another process does not answer now.</summary>
    Outage = 3,

    /// <summary>A file that the service itself has written is damaged; it is made again.</summary>
    Damaged = 4,

    /// <summary>Disk or memory of one machine is used up or refused.</summary>
    Resources = 5,

    /// <summary>Someone asked for it to stop.</summary>
    Cancelled = 6,

    /// <summary>A mistake in the program; the log explains it under an id.</summary>
    Bug = 7,
}

/// <summary>Whether what failed is tried again.</summary>
public enum RetryRule
{
    /// <summary>Never: it would end in the same way.</summary>
    Never,

    /// <summary>A few times, elsewhere while there is an elsewhere.</summary>
    FewTimes,

    /// <summary>With growing waits, for as long as the work's patience lasts.</summary>
    WhilePatient,
}
