using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Schedulers;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Verification.Files;

namespace OmniAvatar.Verification.Areas.Pipelines;

/// <summary>What all runs of the pipeline share.</summary>
internal sealed record PipelineSettings
{
    /// <summary>The reference's frame rate; the pipeline's configuration does not repeat it.</summary>
    private const int FramesPerSecond = 25;

    public required VideoSize Size { get; init; }

    public required int OverlapFrames { get; init; }

    public required int Steps { get; init; }

    public required double Guidance { get; init; }

    public required FlowMatchOptions Schedule { get; init; }

    public required long AudioSamples { get; init; }

    public required Tiling EncodingTiles { get; init; }

    public required Tiling DecodingTiles { get; init; }

    /// <summary>Laid out by the planner from the speech, the budget of tokens and the size.</summary>
    public required RenderPlan Plan { get; init; }

    public static PipelineSettings Read(GoldenJson config)
    {
        var size = new VideoSize(config["height"].Integer(), config["width"].Integer());
        var (overlap, samples) = (config["overlap_frame"].Integer(), config["audio_samples"].Long());
        return new PipelineSettings
        {
            Size = size,
            OverlapFrames = overlap,
            Steps = config["num_steps"].Integer(),
            Guidance = config["guidance_scale"].Number(),
            Schedule = new FlowMatchOptions
            {
                Shift = config["shift"].Number(),
                SigmaMin = config["sigma_min"].Number(),
            },
            AudioSamples = samples,
            EncodingTiles = Tiles(config["encode_tiles_latent"]),
            DecodingTiles = Tiles(config["decode_tiles_latent"]),
            Plan = SegmentPlanner.Plan(
                WindowArithmetic.For(config["max_tokens"].Number(), size, overlap),
                samples,
                FramesPerSecond,
                HandoffMode.Reencode
            ),
        };
    }

    private static Tiling Tiles(GoldenJson tiles) =>
        tiles.Items.Select(pair => pair.Integers()).ToList() is [[var height, var width], [var down, var right]]
            ? new Tiling(height, width, down, right)
            : throw new BadInputException($"The field '{tiles.Path}' is not a tile's size and stride.");
}
