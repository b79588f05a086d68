using OmniAvatar.Client.Wire;

namespace OmniAvatar.Cli.Remote;

/// <summary>A video's failure as the failure of the command that waits for it.</summary>
internal static class VideoFailure
{
    /// <summary>What to throw, so that the exit status says whether the inputs are at fault.</summary>
    public static OmniAvatarException Of(VideoError error) =>
        error.Code == VideoErrorCodes.BadInput
            ? new BadInputException(error.Message)
            : new RenderFailedException(error.Message);
}
