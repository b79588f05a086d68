using System.Security.Cryptography;
using OmniAvatar.Rendering;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pictures;

/// <summary>
/// The frames of a segment that are shown, out of all that are decoded: each goes to the fragment and into one SHA-256
/// over the raw RGB24 bytes, by which two renders are compared.
/// </summary>
/// <param name="fragment">Where they are encoded; disposed with this.</param>
/// <param name="first">Decoded frames to leave out at the start.</param>
/// <param name="count">Frames to show after those.</param>
internal sealed class ShownFrames(IFragmentWriter fragment, int first, int count) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = [];
    private long _seen;
    private int _shown;

    /// <summary>Whether all of them are there: what is decoded from here on is not shown.</summary>
    public bool IsComplete => _shown == count;

    /// <summary>Takes the next decoded frames, (1, 3, T, H, W) in [-1, 1].</summary>
    public void Add(Tensor chunk)
    {
        var frames = chunk.size(2);
        var start = Math.Clamp(first - _seen, 0, frames);
        var length = Math.Min(frames - start, count - _shown);
        _seen += frames;
        if (length <= 0)
            return;

        using var shown = chunk.narrow(2, start, length); // (1, 3, length, H, W)
        var bytes = RgbFrames.ToBytes(shown, ref _buffer);
        _hash.AppendData(bytes);
        fragment.Write(bytes);
        _shown += (int)length;
    }

    /// <summary>Ends the fragment.</summary>
    /// <returns>SHA-256 of the shown frames, lower-case hexadecimal.</returns>
    /// <exception cref="RenderFailedException">Fewer frames came than the plan shows, or the encoder
    /// failed.</exception>
    public string Finish()
    {
        if (!IsComplete)
            throw new RenderFailedException($"A segment has {_shown} frames instead of the {count} of its plan.");
        fragment.Finish();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        _hash.Dispose();
        fragment.Dispose();
    }
}
