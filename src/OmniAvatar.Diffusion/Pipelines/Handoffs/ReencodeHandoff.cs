using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines.Handoffs;

/// <summary>The last frames are encoded again as a clip of their own: what the released weights were run
/// with.</summary>
internal sealed class ReencodeHandoff(int overlapFrames, Tiling? encodingTiles, Tiling? decodingTiles) : IHandoff
{
    public SegmentDecoding Decode(
        VideoAutoencoder model,
        Tensor latents,
        IReadOnlyDictionary<string, Tensor>? decoderState = null
    ) => new Decoding(model, latents, model.OpenDecoder(decodingTiles), overlapFrames, encodingTiles);

    private sealed class Decoding : SegmentDecoding
    {
        private readonly VideoAutoencoder _model;
        private readonly Tiling? _encodingTiles;
        private readonly long _firstKept;
        private readonly List<Tensor> _lastFrames = [];
        private long _framesSeen;

        public Decoding(
            VideoAutoencoder model,
            Tensor latents,
            DecoderStream stream,
            int overlapFrames,
            Tiling? encodingTiles
        )
            : base(stream, latents, firstLatent: 0)
        {
            _model = model;
            _encodingTiles = encodingTiles;
            _firstKept = 1 + model.Config.TemporalFactor * (latents.size(2) - 1) - overlapFrames;
        }

        private protected override void Remember(Tensor chunk) // (B, 3, T, H, W)
        {
            var frames = chunk.size(2);
            var skipped = Math.Clamp(_firstKept - _framesSeen, 0, frames);
            _framesSeen += frames;
            if (skipped == frames)
                return;
            using var kept = chunk.narrow(2, skipped, frames - skipped);
            _lastFrames.Add(kept.clone().DetachFromDisposeScope());
        }

        private protected override SegmentContinuation Conclude(CancellationToken cancellation)
        {
            using var scope = NewDisposeScope();
            // (B, 3, overlap, H, W) in [0, 1]
            var unit = cat(_lastFrames, dim: 2).to(ScalarType.Float32).add(1).div(2).clamp(0, 1);
            var clip = unit.mul(2).sub(1); // in [-1, 1]
            // (B, Z, (3+overlap)/4, H/8, W/8)
            var prefix = _model.Encode(clip, _encodingTiles, cancellation: cancellation);
            return new SegmentContinuation(prefix.MoveToOuterDisposeScope(), new Dictionary<string, Tensor>());
        }

        public override void Dispose()
        {
            foreach (var frames in _lastFrames)
                frames.Dispose();
            base.Dispose();
        }
    }
}
