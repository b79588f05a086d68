using OmniAvatar.Diffusion.AudioEncoders;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.AudioEncoders;

/// <summary>What a step hears and what it should say of it.</summary>
/// <param name="Samples">float32 (B, rows x 640).</param>
/// <param name="Phonemes">int64 (B, rows); <see cref="Unknown"/> where nothing is to be learnt.</param>
/// <param name="Movements">float32 (B, rows, 2): loudness, and the opening of the mouth.</param>
/// <param name="Known">float32 (B, rows, 2): 1 where a movement is known.</param>
internal sealed record AudioEncoderBatch(Tensor Samples, Tensor Phonemes, Tensor Movements, Tensor Known)
{
    /// <summary>The phoneme of rows beyond a clip's end, and of numbers that no phoneme has.</summary>
    public const long Unknown = -100;

    /// <summary>Video frames of every sample.</summary>
    public long Rows => Phonemes.size(1);

    /// <summary>Puts spans of clips together, one a row of the batch.</summary>
    /// <param name="spans">Clips, and the first video frame of each span.</param>
    /// <param name="rows">Video frames of a span; those beyond a clip's end are silent and unknown.</param>
    /// <param name="phonemes">Numbers below this are phonemes.</param>
    public static AudioEncoderBatch Of(IReadOnlyList<(AudioEncoderClip Clip, int Start)> spans, int rows, int phonemes)
    {
        var samples = new float[spans.Count * rows * Waveform.SamplesPerRow];
        var (numbers, movements, known) = (
            new long[spans.Count * rows],
            new float[2 * spans.Count * rows],
            new float[2 * spans.Count * rows]
        );
        Array.Fill(numbers, Unknown);
        for (var i = 0; i < spans.Count * rows; i++)
        {
            var (clip, row) = (spans[i / rows].Clip, spans[i / rows].Start + i % rows);
            for (var j = 0; j < Waveform.SamplesPerRow; j++)
                samples[i * Waveform.SamplesPerRow + j] = clip.Sample((long)row * Waveform.SamplesPerRow + j);
            if (row >= clip.Rows)
                continue;
            if (clip.Phoneme(row) >= 0 && clip.Phoneme(row) < phonemes)
                numbers[i] = clip.Phoneme(row);
            (movements[2 * i], known[2 * i]) = (clip.Loudness(row), 1);
            if (clip.ShowsMouth)
                (movements[2 * i + 1], known[2 * i + 1]) = (clip.Opening(row), 1);
        }
        return new AudioEncoderBatch(
            tensor(samples, [spans.Count, rows * Waveform.SamplesPerRow]),
            tensor(numbers, [spans.Count, rows]),
            tensor(movements, [spans.Count, rows, 2]),
            tensor(known, [spans.Count, rows, 2])
        );
    }
}
