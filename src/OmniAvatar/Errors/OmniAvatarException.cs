namespace OmniAvatar;

/// <summary>A failure that a user can read: the message is one clear sentence and <see cref="ExitCode"/> is the command's status.</summary>
public abstract class OmniAvatarException(string message, int exitCode, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The command's exit status: 1 failed, 2 wrong use, 3 bad input.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>The work itself failed (output not writable, disk full, job failed); running it again continues. Exit status 1.</summary>
public sealed class RenderFailedException(string message, Exception? inner = null) : OmniAvatarException(message, 1, inner);

/// <summary>The command or request asks for something that cannot be (an unknown option, an overlap that is not 4n+1). Exit status 2.</summary>
public sealed class WrongUseException(string message, Exception? inner = null) : OmniAvatarException(message, 2, inner);

/// <summary>A picture, a sound, a weight file or another input is missing, damaged or out of range. Exit status 3.</summary>
public sealed class BadInputException(string message, Exception? inner = null) : OmniAvatarException(message, 3, inner);
