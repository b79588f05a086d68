using System.Text;

namespace OmniAvatar.Media.Finishing;

/// <summary>Texts of ours for ffmpeg and players: UTF-8 without a mark.</summary>
internal static class SmallFile
{
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(Path.GetDirectoryName(path)!, e);
        }
    }
}
