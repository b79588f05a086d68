using System.Globalization;
using System.Text.RegularExpressions;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas;

/// <summary>Encoding and decoding of clips, whole and in tiles. What a file holds says what was done: its input and its
/// outputs' names.</summary>
public sealed partial class AutoencoderArea : IGoldenArea
{
    private const string Weights = "weights";
    private const string Video = "input.video";
    private const string Latents = "input.latents";
    private const string OutputLatents = "output.latents";
    private const string OutputVideo = "output.video";
    private const string Untiled = "_untiled";
    private const string BeforeClamp = "_before_clamp";

    /// <inheritdoc/>
    public string Name => "vae";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run)
    {
        var config = run.Config(Name);
        var small = TilesOf(config["tile_size_latent"].Integers(), config["tile_stride_latent"].Integers());
        var names = run.TensorFiles(Name).Where(name => name != Weights).ToList();
        return
        [
            new("weights", [TensorFile(Weights)], checks => CheckWeights(checks, run)),
            .. names.Select(name => new GoldenCase(
                name,
                [TensorFile(name)],
                checks => Check(checks, run.Models.Autoencoder(), name, small)
            )),
            // A folder that lost every case of a kind would otherwise pass without it.
            .. new[] { "encode_", "decode_", "encode_tiled_", "decode_tiled_", "encode_taps", "decode_taps" }
                .Where(kind => !names.Any(name => name.StartsWith(kind, StringComparison.Ordinal)))
                .Select(kind => new GoldenCase(
                    kind.TrimEnd('_'),
                    [TensorFile(kind + '*')],
                    checks => checks.Tensors(TensorFile(kind + '*'))
                )),
        ];
    }

    private static void CheckWeights(CaseChecks checks, GoldenRun run)
    {
        checks.PathOf(TensorFile(Weights));
        checks.Finite("weights.not_finite", run.Models.Autoencoder());
    }

    private static void Check(CaseChecks checks, VideoAutoencoder model, string name, Tiling small)
    {
        var file = checks.Tensors(TensorFile(name));
        if (file.Has(Video))
            CheckEncode(checks, file, model, TilesOfCase(name, small, Tiling.ForEncoding));
        else
            CheckDecode(checks, file, model, TilesOfCase(name, small, Tiling.ForDecoding));
    }

    /// <summary>The tiles that a case's name speaks of; null for a case computed whole.</summary>
    private static Tiling? TilesOfCase(string name, Tiling small, Tiling released) =>
        Kind().Match(name).Groups[1].Value switch
        {
            "tiled" => small,
            "video" => released,
            _ => null,
        };

    private static void CheckEncode(CaseChecks checks, GoldenTensors file, VideoAutoencoder model, Tiling? tiles)
    {
        using var observer = new RecordingObserver();
        using var video = file.Read(Video);
        using var whole = model.Encode(video, observer: observer, cancellation: checks.Cancellation);
        Taps.Check(file, observer);
        if (tiles is null)
            file.Near(OutputLatents, whole, Limits.Network);
        else
        {
            if (file.Has(OutputLatents + Untiled))
                file.Near(OutputLatents + Untiled, whole, Limits.Network);
            using var tiled = model.Encode(video, tiles, cancellation: checks.Cancellation);
            file.Near(OutputLatents, tiled, Limits.Network);
        }
        foreach (var output in file.Names.Where(n => NamedTiles().IsMatch(n)).ToList())
        {
            using var tiled = model.Encode(video, TilesNamed(output), cancellation: checks.Cancellation);
            file.Near(output, tiled, Limits.Network);
        }
    }

    private static void CheckDecode(CaseChecks checks, GoldenTensors file, VideoAutoencoder model, Tiling? tiles)
    {
        using var observer = new RecordingObserver();
        using var latents = file.Read(Latents);
        using var whole = model.Decode(latents, observer: observer, cancellation: checks.Cancellation);
        Taps.Check(file, observer);
        if (file.Has(OutputVideo + BeforeClamp))
        {
            using var unclamped = cat(
                [.. observer.Values.Where(seen => LastLayer().IsMatch(seen.Key)).Select(seen => seen.Value)],
                dim: 2
            );
            file.Near(OutputVideo + BeforeClamp, unclamped, Limits.Decode);
        }
        if (tiles is not null)
        {
            if (file.Has(OutputVideo + Untiled))
                file.Near(OutputVideo + Untiled, whole, Limits.Decode);
            using var tiled = model.Decode(latents, tiles, cancellation: checks.Cancellation);
            file.Near(OutputVideo, tiled, Limits.Decode);
        }
        else if (file.Has(OutputVideo) || !file.Has(OutputVideo + BeforeClamp))
            file.Near(OutputVideo, whole, Limits.Decode);
    }

    private static Tiling TilesOf(IReadOnlyList<int> size, IReadOnlyList<int> stride) =>
        (size, stride) is ([var height, var width], [var down, var right])
            ? new Tiling(height, width, down, right)
            : throw new BadInputException("The tiles of the autoencoder's cases are not a height and a width.");

    /// <summary>Tiles from a name such as <c>output.latents_tiled_34_34_18_16</c>.</summary>
    private static Tiling TilesNamed(string output)
    {
        var sizes = NamedTiles()
            .Match(output)
            .Groups.Values.Skip(1)
            .Select(group => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture))
            .ToList();
        return TilesOf(sizes[..2], sizes[2..]);
    }

    [GeneratedRegex(@"^(?:encode|decode)_(tiled|video)(?:_|$)")]
    private static partial Regex Kind();

    [GeneratedRegex(@"_tiled_(\d{1,5})_(\d{1,5})_(\d{1,5})_(\d{1,5})$")]
    private static partial Regex NamedTiles();

    [GeneratedRegex(@"^decoder\.chunk\d+\.head\.2$")]
    private static partial Regex LastLayer();
}
