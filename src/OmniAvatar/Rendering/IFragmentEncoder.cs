using OmniAvatar.Finishing;

namespace OmniAvatar.Rendering;

/// <summary>Encodes a segment's frames as they are decoded. All fragments of a job can be joined by stream
/// copy.</summary>
public interface IFragmentEncoder
{
    /// <summary>Starts a fragment file; sizes in pixels. Options and threads are fixed, so the same frames give the
    /// same file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="framesPerSecond">Of the video.</param>
    /// <param name="drawn">What is drawn into the frames; null for nothing.</param>
    IFragmentWriter Begin(string path, int width, int height, int framesPerSecond, DrawnText? drawn = null);
}

/// <summary>A fragment being written. Disposing without <see cref="Finish"/> removes what was written.</summary>
public interface IFragmentWriter : IDisposable
{
    /// <summary>Appends whole frames, RGB24, row by row.</summary>
    void Write(ReadOnlySpan<byte> rgb24);

    /// <summary>Ends the file; it exists under its path only from here on.</summary>
    /// <exception cref="RenderFailedException">The encoder failed or the disk is full.</exception>
    void Finish();
}

/// <summary>A decoded picture: <paramref name="Rgb24"/> is Height x Width x 3 bytes, EXIF orientation
/// applied.</summary>
public sealed record Picture(int Width, int Height, byte[] Rgb24);

/// <summary>Reads png, jpeg and webp.</summary>
public interface IPictureReader
{
    /// <summary>Decodes a picture of at least 64 pixels a side and at most 64 megapixels, by its header.</summary>
    /// <exception cref="BadInputException">Missing, empty, truncated, of another kind, too small or too
    /// large.</exception>
    Picture Read(string path);
}
