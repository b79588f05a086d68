namespace OmniAvatar.Media.Pictures.Inspection;

/// <summary>Width and height of a decoded picture in pixels, EXIF orientation applied.</summary>
public readonly record struct PictureSize(int Width, int Height);

/// <summary>Decodes a picture from outside once, to know that it can be decoded and how large it is.</summary>
public interface IPictureInspector
{
    /// <param name="path">The file.</param>
    /// <param name="shownAs">What messages call it.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <exception cref="BadInputException">Missing, empty, truncated, of another kind, too small or too
    /// large.</exception>
    Task<PictureSize> InspectAsync(string path, string shownAs, CancellationToken cancellation);
}

/// <summary>Decodes in this process: for a user's own pictures, where a crash only affects that user.</summary>
public sealed class DirectInspector : IPictureInspector
{
    /// <summary>The only one; it has no state.</summary>
    public static DirectInspector Instance { get; } = new();

    /// <inheritdoc/>
    public Task<PictureSize> InspectAsync(string path, string shownAs, CancellationToken cancellation)
    {
        var picture = PictureReader.Read(path, shownAs);
        return Task.FromResult(new PictureSize(picture.Width, picture.Height));
    }
}
