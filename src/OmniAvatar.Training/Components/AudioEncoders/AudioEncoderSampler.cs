using OmniAvatar.Randomness;
using OmniAvatar.Training.Optimization;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.AudioEncoders;

/// <summary>Draws what a step hears: spans at random places, some with noise between loud and just audible.</summary>
internal sealed class AudioEncoderSampler(ClipPool<AudioEncoderClip> pool, AudioEncoderTrainingOptions options)
{
    /// <summary>Signal over noise in decibels: from speech that is hard to follow to a quiet room.</summary>
    private const double LoudestNoise = 5;
    private const double QuietestNoise = 40;

    /// <summary>The samples of a step counted from 0.</summary>
    /// <exception cref="BadInputException">A clip does not say which phonemes are heard.</exception>
    public AudioEncoderBatch Draw(long step, CancellationToken cancellation)
    {
        var random = new StepRandom(options.Run.Seed).Stream("spans", step);
        var spans = new List<(AudioEncoderClip, int)>();
        var noise = new float[options.Batch];
        for (var i = 0; i < options.Batch; i++)
        {
            var clip = pool.Draw(step, random, cancellation);
            spans.Add((clip, random.Next(Math.Max(1, clip.Rows - options.Rows + 1))));
            var ratio = LoudestNoise + (QuietestNoise - LoudestNoise) * random.NextDouble();
            noise[i] = random.NextDouble() < options.NoiseShare ? (float)Math.Pow(10, -ratio / 20) : 0;
        }
        var batch = AudioEncoderBatch.Of(spans, options.Rows, options.PhonemeCount);
        return batch with { Samples = WithNoise(batch.Samples, noise, step) };
    }

    private Tensor WithNoise(Tensor samples, float[] deviations, long step)
    {
        using var scope = NewDisposeScope();
        var deviation = tensor(deviations).unsqueeze(1); // (B, 1)
        var noisy = samples + new StepRandom(options.Run.Seed).Normal(samples.shape, "noise", step) * deviation;
        // (B, samples), its variance still 1
        return (noisy / (1 + deviation.square()).sqrt()).MoveToOuterDisposeScope();
    }
}
