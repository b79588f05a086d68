using System.Net.Http.Headers;

namespace OmniAvatar.Client;

/// <summary>Files that are sent in a form.</summary>
internal static class SentFile
{
    /// <summary>Opens a file; it is closed with the form.</summary>
    /// <param name="kind">What messages call it.</param>
    /// <param name="path">Where it is.</param>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static StreamContent Open(string kind, string path)
    {
        try
        {
            var content = new StreamContent(File.OpenRead(path));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            return content;
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new BadInputException($"The {kind} {path} cannot be read.", e);
        }
    }
}
