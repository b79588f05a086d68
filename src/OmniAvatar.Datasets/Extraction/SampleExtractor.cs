using System.Globalization;
using OmniAvatar.Datasets.Clips;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Diffusion.Models;
using static TorchSharp.torch;

namespace OmniAvatar.Datasets.Extraction;

/// <summary>How far extraction is.</summary>
/// <param name="ClipsDone">Clips done, those of earlier runs and those left out included.</param>
/// <param name="Clips">Clips in all.</param>
/// <param name="Windows">Windows stored so far.</param>
/// <param name="Skipped">Clips left out so far.</param>
/// <param name="Fraction">Share of the clips that is done, 0 to 1.</param>
/// <param name="SecondsLeft">Estimate from the speed of this run; null until there is one.</param>
public sealed record ExtractionProgress(
    int ClipsDone,
    int Clips,
    int Windows,
    int Skipped,
    double Fraction,
    double? SecondsLeft
);

/// <summary>
/// Runs clips through a model's frozen networks once, so that training needs the transformer alone (as in the paper,
/// video latents and text embeddings are extracted beforehand). Format: <see cref="ExtractionManifest"/>. A clip that
/// is done is not encoded again by a later run with the same model, clips and options. The autoencoder and the audio
/// encoder are in memory together, the text encoder after them.
/// </summary>
/// <param name="folder">The model.</param>
/// <param name="options">Windows and device.</param>
/// <param name="time">The clock.</param>
public sealed class SampleExtractor(ModelFolder folder, ExtractionOptions options, TimeProvider time)
{
    internal const string StateFolder = ".state";

    private const string SamplesFolder = "samples";

    private readonly ExtractionOptions _options = options.Validated();

    /// <summary>Extracts all windows of all clips.</summary>
    /// <param name="clips">The clips.</param>
    /// <param name="clipsIdentity">What tells these clips from others, such as a hash of their list.</param>
    /// <param name="output">A new folder, or that of an earlier run.</param>
    /// <param name="progress">Told after each clip.</param>
    /// <param name="cancellation">Stops within a clip; the next run goes on with that clip.</param>
    /// <returns>The list that was written; clips that cannot be read or are too short are in its
    /// <see cref="ExtractionManifest.Skipped"/>.</returns>
    /// <exception cref="BadInputException">The model is damaged.</exception>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public ExtractionManifest Run(
        IClipSource clips,
        string clipsIdentity,
        string output,
        IProgress<ExtractionProgress>? progress,
        CancellationToken cancellation
    )
    {
        var model = ModelManifest.Compute(folder, cancellation).Sha256;
        var states = EncodeClips(clips, $"{model} {clipsIdentity} {_options.Identity}", output, progress, cancellation);
        var captions = states.Select(state => state.Caption).OfType<string>().Prepend("");
        var texts = new TextStore(
            folder,
            $"{model} {_options.Device.type} {_options.DataType}",
            output,
            _options
        ).Encode(captions, cancellation);
        var manifest = new ExtractionManifest(
            ExtractionManifest.CurrentVersion,
            model,
            folder.Defaults.TextLength,
            TextStore.KeyOf(""),
            texts,
            [.. states.Select(state => state.Samples).OfType<ClipSamples>()],
            [.. states.Select(state => state.Skipped).OfType<SkippedClip>()]
        );
        CurationJson.Write(Path.Combine(output, ExtractionManifest.Name), manifest);
        return manifest;
    }

    private List<ClipState> EncodeClips(
        IClipSource clips,
        string identity,
        string output,
        IProgress<ExtractionProgress>? progress,
        CancellationToken cancellation
    )
    {
        var (states, left) = (new List<ClipState>(), new TimeLeft(clips.Count, time));
        using var networks = new Networks(folder, _options, cancellation);
        for (var index = 0; index < clips.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var statePath = Path.Combine(output, StateFolder, $"{NameOf(index)}.json");
            if (CurationJson.ReadOrNull<ClipState>(statePath) is { } earlier && Holds(earlier, identity, output))
            {
                states.Add(earlier);
                left.Skip(1);
            }
            else
            {
                states.Add(EncodeOrSkip(networks, clips, index, identity, output, cancellation));
                CurationJson.Write(statePath, states[^1]);
                left.Add(1);
            }
            progress?.Report(ProgressOf(states, clips.Count, left));
        }
        return states;
    }

    private static bool Holds(ClipState state, string identity, string output) =>
        state.Identity == identity
        && (
            state.Samples is not { } samples
            || FolderPath.IsInside(samples.File) && File.Exists(Path.Combine(output, samples.File))
        );

    private ClipState EncodeOrSkip(
        Networks networks,
        IClipSource clips,
        int index,
        string identity,
        string output,
        CancellationToken cancellation
    )
    {
        try
        {
            var clip = clips.Read(index, cancellation);
            var windows = WindowLayout.Windows(clip.FrameCount, _options);
            if (windows.Count == 0)
                throw new BadInputException(
                    $"It has {clip.FrameCount} frames, but the shortest window has {_options.Frames[0]}."
                );
            var file = $"{SamplesFolder}/{NameOf(index)}.safetensors";
            var hash = Encode(networks.Encoder, clip, windows, Path.Combine(output, file), cancellation);
            var samples = new ClipSamples(
                index,
                clip.Source,
                _options.IsForValidation(index),
                TextStore.KeyOf(clip.Caption),
                file,
                windows,
                hash
            );
            return new ClipState(identity, clip.Caption, samples, null);
        }
        catch (BadInputException e)
        {
            return new ClipState(identity, null, null, new SkippedClip(index, e.Message));
        }
    }

    private static string Encode(
        ClipEncoder encoder,
        TalkingClip clip,
        IReadOnlyList<SampleWindow> windows,
        string path,
        CancellationToken cancellation
    )
    {
        using var scope = NewDisposeScope();
        var reference = encoder.Latents(clip, new SampleWindow(0, 1), cancellation);
        var audio = encoder.Audio(clip, windows, cancellation);
        return SampleFiles.WriteClip(
            path,
            reference,
            [.. windows.Select((window, i) => (encoder.Latents(clip, window, cancellation), audio[i]))]
        );
    }

    private static ExtractionProgress ProgressOf(List<ClipState> states, int clips, TimeLeft left) =>
        new(
            states.Count,
            clips,
            states.Sum(state => state.Samples?.Windows.Count ?? 0),
            states.Count(state => state.Skipped is not null),
            left.Fraction,
            left.Seconds
        );

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"clip-{index:000000}");
}
