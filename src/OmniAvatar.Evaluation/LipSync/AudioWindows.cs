using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.LipSync;

/// <summary>Cuts a sound's coefficients into what <see cref="SyncNet"/> hears beside each video frame.</summary>
public static class AudioWindows
{
    /// <summary>Samples of a video frame at 25 a second.</summary>
    public const int SamplesPerFrame = Mfcc.SampleRate / 25;

    private const int CoefficientsPerFrame = SamplesPerFrame / Mfcc.FrameStep;

    /// <summary>Windows of consecutive video frames from the first.</summary>
    /// <param name="coefficients">(F, 13) from <see cref="Mfcc.Compute"/>.</param>
    /// <param name="count">How many; the last must end within the sound.</param>
    /// <returns>(count, 1, 13, 20) float32.</returns>
    public static Tensor Cut(Tensor coefficients, long count)
    {
        using var scope = NewDisposeScope();
        return coefficients
            .to(ScalarType.Float32)
            .unfold(0, SyncNet.WindowCoefficients, CoefficientsPerFrame) // (windows, 13, 20)
            .narrow(0, 0, count)
            .unsqueeze(1)
            .contiguous()
            .MoveToOuterDisposeScope();
    }
}
