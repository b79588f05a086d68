using System.Globalization;
using System.Security.Cryptography;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Datasets.Curation.Measures;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Media.Videos.Sources;
using OmniAvatar.Planning;

namespace OmniAvatar.Datasets.Curation;

/// <summary>
/// Turns one video into clips and rejections. Cheap questions come first, so that little is decoded of what is left
/// out:
/// <code>
/// headers ─► size ─► sound ─► pauses ─► cuts ─► speech of each ─► encode, look at luma ─► sharpness
/// ─► lip sync ─► clip
/// </code>
/// </summary>
/// <param name="options">What is kept.</param>
/// <param name="sync">Measures lip sync; null leaves it unmeasured.</param>
/// <param name="output">The curated folder.</param>
/// <param name="scratch">A folder for unfinished files.</param>
internal sealed class SourceCurator(CurationOptions options, ILipSyncScore? sync, string output, string scratch)
{
    /// <summary>Where clips lie in a curated folder.</summary>
    public const string ClipsFolder = "clips";

    private const int FramesPerSecond = FrameReader.FramesPerSecond;

    private readonly CutPlanner _planner = new(options.LeastFrames, options.MostFrames);

    /// <summary>Curates a video.</summary>
    /// <param name="path">The video.</param>
    /// <param name="source">What it is called in the captions.</param>
    /// <param name="done">Told the share of the video that is done, 0 to 1.</param>
    /// <param name="cancellation">Stops at once; clips of this video that are finished are made again.</param>
    /// <exception cref="RenderFailedException">The disk is full, a folder not writable, or ffmpeg missing.</exception>
    public async Task<(IReadOnlyList<ClipEntry> Clips, IReadOnlyList<Rejection> Rejections)> CurateAsync(
        string path,
        string source,
        Action<double> done,
        CancellationToken cancellation
    )
    {
        var found = new Findings(source);
        DeleteClips(source);
        try
        {
            var video = await SourceProbe.ReadAsync(path, cancellation);
            if (video is null)
                found.Reject(null, RejectionReason.Damaged, "It has no moving pictures.");
            else if (!IsRefused(video, found))
                await CutAsync(await VideoSource.OpenAsync(path, cancellation), found, done, cancellation);
        }
        catch (BadInputException e)
        {
            // The report has the file's name, which the user knows, but not its folder on this machine.
            found.Reject(null, RejectionReason.Damaged, e.Message.Replace(path, source, StringComparison.Ordinal));
        }
        return (found.Clips, found.Rejections);
    }

    /// <summary>Clips of an earlier run with other options.</summary>
    private void DeleteClips(string source)
    {
        foreach (
            var clip in Directory.EnumerateFiles(
                Path.Combine(output, ClipsFolder),
                $"{SourceResult.KeyOf(source)}-*.mp4"
            )
        )
            File.Delete(clip);
    }

    private bool IsRefused(SourceVideo video, Findings found)
    {
        var side = Math.Min(video.Size.Height, video.Size.Width);
        if (side < options.LeastSide)
            found.Reject(
                null,
                RejectionReason.TooSmall,
                $"It has {video.Size} pixels, but at least {options.LeastSide} a side are required."
            );
        else if (!video.HasSound)
            found.Reject(null, RejectionReason.NoSound, "It has no sound.");
        return found.Rejections.Count > 0;
    }

    private async Task CutAsync(VideoSource video, Findings found, Action<double> done, CancellationToken cancellation)
    {
        var frames = (int)Math.Round(video.Seconds * FramesPerSecond);
        if (frames < options.LeastFrames)
        {
            found.Reject(
                null,
                RejectionReason.TooShort,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"It has {video.Seconds:0.00} s, but a clip needs at least {options.LeastSeconds} s."
                )
            );
            return;
        }

        var track = await SoundTrack.ExtractAsync(video, Path.Combine(scratch, "track.flac"), cancellation);
        var speech = SpeechTimes.Of(
            await SpeechDecoder.DecodeAsync(track, Path.Combine(scratch, "speech.f32"), cancellation)
        );
        var spans = _planner.Cut(frames, speech.Places);
        foreach (var span in spans)
        {
            var range = new ClipRange(video, track, span.Start, span.Length, SizeOf(video));
            try
            {
                await KeepOrRejectAsync(range, speech.ShareOf(span), found, cancellation);
            }
            catch (BadInputException e)
            {
                // One bad place leaves the rest of an hour as good as it was.
                found.Reject(
                    range.Start,
                    RejectionReason.Damaged,
                    e.Message.Replace(video.Path, found.Source, StringComparison.Ordinal)
                );
            }
            done((double)span.End / spans[^1].End);
        }
    }

    private async Task KeepOrRejectAsync(ClipRange range, double speech, Findings found, CancellationToken cancellation)
    {
        var start = range.Start;
        if (speech < options.LeastSpeech)
        {
            found.Reject(
                start,
                RejectionReason.LittleSpeech,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{speech:0%} of it is speech, but at least {options.LeastSpeech:0%} are required."
                )
            );
            return;
        }

        var clip = Path.Combine(scratch, "clip.mp4");
        var seen = BlurMeter.SeenSize(range.Size);
        var blur = new BlurMeter(seen);
        var frames = await ClipCutter.CutAsync(range, clip, seen, BeginLooking, cancellation);
        if (frames < range.Frames - 1)
            found.Reject(start, RejectionReason.Damaged, $"It ends after {frames} of {range.Frames} frames.");
        else if (blur.Sharpness < options.LeastSharpness)
            found.Reject(
                start,
                RejectionReason.Blurred,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Its sharpness is {blur.Sharpness:0.0}, but at least {options.LeastSharpness} is required."
                )
            );
        else if (await SyncAsync(clip, range, start, found, cancellation) is (true, var measured))
            await KeepAsync(
                clip,
                range with
                {
                    Frames = frames,
                },
                new ClipScores(Round(blur.Sharpness), Round(speech), measured),
                found,
                cancellation
            );

        Action<ReadOnlyMemory<byte>> BeginLooking()
        {
            blur = new BlurMeter(seen);
            return luma => blur.Add(luma.Span);
        }
    }

    /// <returns>Whether the clip may be kept, and what was measured.</returns>
    private async Task<(bool Holds, LipSync? Measured)> SyncAsync(
        string clip,
        ClipRange range,
        double start,
        Findings found,
        CancellationToken cancellation
    )
    {
        if (sync is null)
            return (true, null);
        var size = new VideoSize(range.Size.Height / 16 * 16, range.Size.Width / 16 * 16);
        var decoded = await ClipDecoder.DecodeAsync(clip, size, caption: "", cancellation);
        try
        {
            var measured = sync.Measure(decoded, cancellation);
            if (measured.Confidence >= options.LeastSyncConfidence)
                return (
                    true,
                    measured with
                    {
                        Confidence = Round(measured.Confidence),
                        Distance = Round(measured.Distance),
                    }
                );
            found.Reject(
                start,
                RejectionReason.OutOfSync,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Its Sync-C is {measured.Confidence:0.00}, but {options.LeastSyncConfidence} is required."
                )
            );
        }
        catch (BadInputException e)
        {
            found.Reject(start, RejectionReason.OutOfSync, e.Message);
        }
        return (false, null);
    }

    private async Task KeepAsync(
        string clip,
        ClipRange range,
        ClipScores scores,
        Findings found,
        CancellationToken cancellation
    )
    {
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{ClipsFolder}/{SourceResult.KeyOf(found.Source)}-{found.Clips.Count:000}.mp4"
        );
        try
        {
            string sha256;
            await using (var content = File.OpenRead(clip))
                sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
            File.Move(clip, Path.Combine(output, name), overwrite: true);
            var bytes = new FileInfo(Path.Combine(output, name)).Length;
            found.Clips.Add(
                new ClipEntry(
                    name,
                    found.Source,
                    range.Start,
                    range.Seconds,
                    range.Frames,
                    range.Size.Width,
                    range.Size.Height,
                    scores,
                    bytes,
                    sha256
                )
            );
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(output, e);
        }
    }

    /// <summary>The size asked for, or the video's own without a last odd line.</summary>
    private VideoSize SizeOf(VideoSource video) =>
        options.Size ?? new VideoSize(video.Size.Height & ~1, video.Size.Width & ~1);

    private static double Round(double value) => Math.Round(value, 4);

    /// <summary>What a video has come to so far.</summary>
    private sealed record Findings(string Source)
    {
        public List<ClipEntry> Clips { get; } = [];

        public List<Rejection> Rejections { get; } = [];

        public void Reject(double? start, RejectionReason reason, string detail) =>
            Rejections.Add(new Rejection(Source, start, reason, detail));
    }
}
