using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Files;

namespace OmniAvatar.Datasets.Curation;

/// <summary>
/// Makes a folder of training clips out of a folder of videos: <c>clips/</c>, <c>captions.jsonl</c>,
/// <c>manifest.json</c> and
/// <c>report.json</c>. A video that is done is not looked at again by a later run with the same options, so a run that
/// was stopped goes on; and the same videos and options give the same manifest, to the byte. One run at a time may
/// write an output folder.
/// </summary>
/// <param name="options">What is kept.</param>
/// <param name="sync">Measures lip sync; null leaves it unmeasured.</param>
/// <param name="time">The clock.</param>
public sealed class Curator(CurationOptions options, ILipSyncScore? sync, TimeProvider time)
{
    private const string ScratchFolder = ".work";

    private readonly CurationOptions _options = options.Validated();

    /// <summary>Videos that this object has decoded; those of earlier runs are not counted.</summary>
    internal int Decoded { get; private set; }

    /// <summary>Curates a folder.</summary>
    /// <param name="input">Videos and their <c>captions.jsonl</c>.</param>
    /// <param name="output">A new folder, or that of an earlier run; not <paramref name="input"/> itself.</param>
    /// <param name="progress">Told after each clip and video.</param>
    /// <param name="cancellation">Stops at once; the next run goes on with the video that was at work.</param>
    /// <exception cref="BadInputException">The list of captions is missing or damaged.</exception>
    /// <exception cref="WrongUseException">Both folders are one, or the output has captions that no curation
    /// wrote.</exception>
    /// <exception cref="RenderFailedException">The disk is full, a folder not writable, or ffmpeg missing.</exception>
    public async Task<CurationReport> RunAsync(
        string input,
        string output,
        IProgress<CurationProgress>? progress,
        CancellationToken cancellation
    )
    {
        if (FileStatus.Of(input).IsSameAs(FileStatus.Of(output)))
            throw new WrongUseException("The output folder must not be the folder of the videos.");
        var lines = CaptionsFile.Read(input);
        CaptionsFile.RequireOwn(output, CurationManifest.Name, SourceResult.Folder);
        var scratch = Prepare(output);
        var curator = new SourceCurator(_options, sync, output, scratch);
        var results = new List<SourceResult>();
        var tally = new Tally(lines, input, time, progress);
        foreach (var line in lines)
        {
            results.Add(await ResultAsync(curator, line.File, input, output, tally, cancellation));
            tally.Finish(results[^1]);
        }
        Directory.Delete(scratch, recursive: true);
        return WriteResults(output, lines, results);
    }

    private static string Prepare(string output)
    {
        var scratch = Path.Combine(output, ScratchFolder);
        try
        {
            Directory.CreateDirectory(Path.Combine(output, SourceCurator.ClipsFolder));
            if (Directory.Exists(scratch))
                Directory.Delete(scratch, recursive: true);
            Directory.CreateDirectory(scratch);
            return scratch;
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(output, e);
        }
    }

    /// <summary>What an earlier run has found, if it still holds; else the video is decoded.</summary>
    private async Task<SourceResult> ResultAsync(
        SourceCurator curator,
        string source,
        string input,
        string output,
        Tally tally,
        CancellationToken cancellation
    )
    {
        var (statePath, identity) = (SourceResult.PathOf(output, source), _options.Identity(sync));
        var video = new FileInfo(Path.Combine(input, source));
        if (
            CurationJson.ReadOrNull<SourceResult>(statePath) is { } earlier
            && earlier.Holds(output, source, video, identity)
        )
        {
            tally.Skip(source);
            return earlier;
        }

        tally.Begin(source);
        Decoded++;
        var (clips, rejections) = await CurateAsync(curator, source, input, tally.Advance, cancellation);
        var result = video.Exists
            ? new SourceResult(source, video.Length, video.LastWriteTimeUtc.Ticks, identity, clips, rejections)
            : new SourceResult(source, 0, 0, identity, clips, rejections);
        CurationJson.Write(statePath, result);
        return result;
    }

    private static async Task<(IReadOnlyList<ClipEntry> Clips, IReadOnlyList<Rejection> Rejections)> CurateAsync(
        SourceCurator curator,
        string source,
        string input,
        Action<double> done,
        CancellationToken cancellation
    )
    {
        try
        {
            return await curator.CurateAsync(FolderPath.Resolve(input, source), source, done, cancellation);
        }
        catch (BadInputException e)
        {
            return ([], [new Rejection(source, null, RejectionReason.Damaged, e.Message)]);
        }
    }

    private static CurationReport WriteResults(
        string output,
        IReadOnlyList<CaptionedFile> lines,
        IReadOnlyList<SourceResult> results
    )
    {
        CaptionsFile.Write(
            output,
            lines
                .Zip(results)
                .SelectMany(pair => pair.Second.Clips.Select(clip => new CaptionedFile(clip.File, pair.First.Text)))
        );
        var manifest = new CurationManifest(
            CurationManifest.CurrentVersion,
            [.. results.SelectMany(result => result.Clips)]
        );
        CurationJson.Write(Path.Combine(output, CurationManifest.Name), manifest);
        var report = CurationReport.Of(results);
        CurationJson.Write(Path.Combine(output, CurationReport.Name), report);
        return report;
    }
}
