using System.Security.Cryptography;
using OmniAvatar.Datasets.Clips;
using OmniAvatar.Datasets.Curation;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.LipSync;

/// <summary>Measures the lip sync of clips with <see cref="SyncNet"/>, as <see cref="VideoMeasurer"/> does that of
/// videos.</summary>
public sealed class ClipLipSync : ILipSyncScore, IDisposable
{
    private const float Scale = 32768; // SyncNet hears 16-bit integers.

    private readonly SyncNet _network;
    private readonly FaceCrop? _face;
    private readonly Device _device;

    private ClipLipSync(SyncNet network, string identity, FaceCrop? face, Device device) =>
        (_network, Identity, _face, _device) = (network, identity, face, device);

    /// <inheritdoc/>
    public string Identity { get; }

    /// <summary>Loads the network.</summary>
    /// <param name="path">The file of its weights.</param>
    /// <param name="face">Where the face is in every clip, or null where the clips are cropped to it.</param>
    /// <param name="device">Where it computes; the CPU by default.</param>
    /// <exception cref="BadInputException">The file is missing, damaged, or of another network.</exception>
    public static ClipLipSync Load(string path, FaceCrop? face = null, Device? device = null)
    {
        var network = SyncNetFile.Load(path, device);
        using var weights = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(weights));
        return new ClipLipSync(
            network,
            face is null ? hash : $"{hash} {face.Left},{face.Top},{face.Side}",
            face,
            device ?? CPU
        );
    }

    /// <inheritdoc/>
    public Datasets.Curation.LipSync Measure(TalkingClip clip, CancellationToken cancellation = default)
    {
        using var session = new SyncNetSession(_network, _device);
        var frameBytes = 3 * clip.Width * clip.Height;
        for (var frame = 0; frame < clip.FrameCount; frame++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = tensor(clip.Frames.AsSpan(frame * frameBytes, frameBytes).ToArray(), ScalarType.Byte)
                .view(clip.Height, clip.Width, 3);
            session.Add(FaceCrop.Show(rows.permute(2, 0, 1), _face));
        }
        using var samples = tensor(Array.ConvertAll(clip.Samples, sample => sample * Scale));
        return Of(session.Score(samples));
    }

    /// <summary>A score as curation has it: its offset is how late the sound is, that of the score how early.</summary>
    internal static Datasets.Curation.LipSync Of(LipSyncScore score) =>
        new(score.Confidence, score.Distance, -score.Offset);

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
