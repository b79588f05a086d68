namespace OmniAvatar;

/// <summary>A failure that a user can read: the message is one clear sentence, and the kind says what follows from
/// it.</summary>
/// <remarks>The kind is a property of the type, so that it survives where an exception travels with nothing but its
/// message.</remarks>
public abstract class OmniAvatarException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What follows: whether it is tried again, and what a caller is told.</summary>
    public abstract FailureKind Kind { get; }

    /// <summary>The exception of a kind.</summary>
    public static OmniAvatarException Of(FailureKind kind, string message, Exception? inner = null) =>
        kind switch
        {
            FailureKind.WrongUse => new WrongUseException(message, inner),
            FailureKind.BadInput => new BadInputException(message, inner),
            FailureKind.Outage => new OutageException(message, inner),
            FailureKind.Damaged => new DamagedException(message, inner: inner),
            FailureKind.Resources => new ResourcesException(message, inner),
            FailureKind.Cancelled => new CancelledException(message, inner),
            FailureKind.Bug => new UnexpectedException(message, inner),
            _ => new RenderFailedException(message, inner),
        };
}

/// <summary>The command or request asks for something that cannot be: an unknown option, an overlap that is not
/// 4n+1.</summary>
public sealed class WrongUseException(string message, Exception? inner = null) : OmniAvatarException(message, inner)
{
    /// <inheritdoc/>
    public override FailureKind Kind => FailureKind.WrongUse;
}

/// <summary>A picture, a sound, a weight file or another input is missing, damaged or out of range.</summary>
public sealed class BadInputException(string message, Exception? inner = null) : OmniAvatarException(message, inner)
{
    /// <inheritdoc/>
    public override FailureKind Kind => FailureKind.BadInput;
}

/// <summary>The work was cancelled by someone; no failure of its own.</summary>
public sealed class CancelledException(string message, Exception? inner = null) : OmniAvatarException(message, inner)
{
    /// <inheritdoc/>
    public override FailureKind Kind => FailureKind.Cancelled;
}

/// <summary>A mistake in the program; the message names the id under which a log explains it.</summary>
public sealed class UnexpectedException(string message, Exception? inner = null) : OmniAvatarException(message, inner)
{
    /// <inheritdoc/>
    public override FailureKind Kind => FailureKind.Bug;
}

/// <summary>
/// The work itself failed, and running it again may end otherwise. Of this type alone: the model or an encoder refused;
/// the types below say more.
/// </summary>
public class RenderFailedException(string message, Exception? inner = null) : OmniAvatarException(message, inner)
{
    /// <inheritdoc/>
    public override FailureKind Kind => FailureKind.Failed;
}

/// <summary>A store, a database or another process does not answer now.</summary>
public sealed class OutageException(string message, Exception? inner = null) : RenderFailedException(message, inner)
{
    /// <inheritdoc/>
    public override FailureKind Kind => FailureKind.Outage;
}

/// <summary>A file that the service itself has written is damaged or gone, and has to be made again.</summary>
/// <param name="message">One sentence.</param>
/// <param name="artifact">The artifact's name in the store, or null where none is known.</param>
/// <param name="inner">What was noticed.</param>
public sealed class DamagedException(string message, string? artifact = null, Exception? inner = null)
    : RenderFailedException(message, inner)
{
    /// <inheritdoc/>
    public override FailureKind Kind => FailureKind.Damaged;

    /// <summary>The artifact's name in the store, or null where none is known.</summary>
    public string? Artifact { get; } = artifact;
}

/// <summary>Disk or memory of this machine is used up or refused: another machine may do it, or this one once there is
/// room.</summary>
public sealed class ResourcesException(string message, Exception? inner = null) : RenderFailedException(message, inner)
{
    /// <inheritdoc/>
    public override FailureKind Kind => FailureKind.Resources;
}
