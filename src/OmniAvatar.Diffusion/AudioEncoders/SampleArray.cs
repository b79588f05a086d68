namespace OmniAvatar.Diffusion.AudioEncoders;

/// <summary>Samples in memory.</summary>
/// <param name="samples">Mono in [-1, 1], at the model's rate.</param>
public sealed class SampleArray(ReadOnlyMemory<float> samples) : ISampleSource
{
    /// <inheritdoc/>
    public long Length => samples.Length;

    /// <inheritdoc/>
    public void Read(long start, Span<float> destination) =>
        samples.Span.Slice((int)start, destination.Length).CopyTo(destination);
}
