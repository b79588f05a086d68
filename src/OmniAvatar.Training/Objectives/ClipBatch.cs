using static TorchSharp.torch;

namespace OmniAvatar.Training.Objectives;

/// <summary>Clips of one length and size, side by side; B clips of T latent frames of h x w. Disposing frees the
/// tensors.</summary>
/// <param name="Clean">Latents (B, 16, T, h, w), float32.</param>
/// <param name="Reference">Latents of the reference picture (B, 16, 1, h, w); null for Wan2.1 itself, which sees
/// none.</param>
/// <param name="Text">Rows of the text encoder (B, L, text_dim).</param>
/// <param name="Audio">Audio features (B, 4T - 3, audio_input_dim), a row a video frame; null for Wan2.1 itself, which
/// hears none.</param>
public sealed record ClipBatch(Tensor Clean, Tensor? Reference, Tensor Text, Tensor? Audio) : IDisposable
{
    /// <summary>How many clips.</summary>
    public int Count => checked((int)Clean.size(0));

    /// <summary>Latent frames of each.</summary>
    public long LatentFrames => Clean.size(2);

    /// <summary>So many of the clips, as views.</summary>
    public ClipBatch Part(int start, int count) =>
        new(
            Clean.narrow(0, start, count),
            Reference?.narrow(0, start, count),
            Text.narrow(0, start, count),
            Audio?.narrow(0, start, count)
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        Clean.Dispose();
        Reference?.Dispose();
        Text.Dispose();
        Audio?.Dispose();
    }
}

/// <summary>What chance decides about one clip of a batch.</summary>
/// <param name="TimestepIndex">0-based step of the training schedule, which says how noisy the clip becomes.</param>
/// <param name="PrefixLatentFrames">Latent frames given clean, from the first; less than the clip has, 0 for Wan2.1
/// itself.</param>
public sealed record ClipDraw(int TimestepIndex, int PrefixLatentFrames);
