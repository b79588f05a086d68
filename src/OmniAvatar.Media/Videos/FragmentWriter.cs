using OmniAvatar.Media.Processes;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Videos;

/// <summary>Hands frames to a running encoder.</summary>
internal sealed class FragmentWriter(PartialFile partial, PartialFile? drawing, FfmpegProcess encoder, int frameBytes)
    : IFragmentWriter
{
    private const string Failure = "The video could not be encoded";

    private bool _empty = true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Not whole frames.</exception>
    public void Write(ReadOnlySpan<byte> rgb24)
    {
        if (rgb24.Length % frameBytes != 0)
            throw new ArgumentException("Frames must be written whole.", nameof(rgb24));
        try
        {
            encoder.Input.Write(rgb24);
            _empty &= rgb24.IsEmpty;
        }
        catch (IOException e)
        {
            throw EndedEarly(e);
        }
    }

    /// <inheritdoc/>
    public void Finish()
    {
        if (_empty)
            throw new RenderFailedException($"{Failure}: it has no frames.");
        try
        {
            encoder.Input.Close();
        }
        catch (IOException e)
        {
            throw EndedEarly(e);
        }
        Wait().ThrowIfFailed(Failure, partial.Folder);
        partial.Complete();
    }

    public void Dispose()
    {
        encoder.Dispose();
        partial.Dispose();
        drawing?.Dispose();
    }

    // The pipe broke: why, the encoder has said before it ended.
    private RenderFailedException EndedEarly(IOException cause)
    {
        Wait().ThrowIfFailed(Failure, partial.Folder);
        return new RenderFailedException($"{Failure}: the encoder ended early.", cause);
    }

    private FfmpegExit Wait() => encoder.WaitAsync(CancellationToken.None).GetAwaiter().GetResult();
}
