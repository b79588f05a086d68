using OmniAvatar.Diffusion.AudioEncoders;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.AudioEncoders;

/// <summary>Tests of the reference's small audio encoder, without gradients.</summary>
public abstract class GoldenAudioTests : IDisposable
{
    /// <summary>The largest difference from the reference.</summary>
    protected const double Limit = 2e-5;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly IDisposable _noGradients = no_grad();

    /// <summary>The encoder.</summary>
    protected Wav2Vec2Encoder Encoder { get; } = GoldenAudio.Load();

    /// <inheritdoc/>
    public void Dispose()
    {
        Encoder.Dispose();
        _noGradients.Dispose();
        _scope.Dispose();
        GC.SuppressFinalize(this);
    }
}
