namespace OmniAvatar.Diffusion.AudioEncoders;

/// <summary>A recording of 16 kHz mono float32 samples that can be read at any place, so that hours of it need no
/// memory.</summary>
public interface ISampleSource
{
    /// <summary>Samples in all.</summary>
    long Length { get; }

    /// <summary>Reads the samples from <paramref name="start"/> on, as many as <paramref name="destination"/>
    /// holds.</summary>
    /// <exception cref="BadInputException">The samples cannot be read.</exception>
    void Read(long start, Span<float> destination);
}
