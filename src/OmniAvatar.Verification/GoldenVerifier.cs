using System.Text.RegularExpressions;
using OmniAvatar.Verification.Areas;
using OmniAvatar.Verification.Areas.Metrics;
using OmniAvatar.Verification.Areas.Pipelines;
using OmniAvatar.Verification.Areas.Texts;
using OmniAvatar.Verification.Areas.Training;
using OmniAvatar.Verification.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Verification;

/// <summary>How a run ended.</summary>
/// <param name="Passed">Rows that passed.</param>
/// <param name="Failed">Rows that failed.</param>
public sealed record VerificationSummary(int Passed, int Failed)
{
    /// <summary>The command's exit status: 0 if all passed, else 1.</summary>
    public int ExitCode => Failed == 0 ? 0 : 1;

    /// <summary>The last line of the command.</summary>
    public override string ToString() => $"{Passed} passed, {Failed} failed";
}

/// <summary>
/// Runs every case of a folder of reference results. Sizes, names and numbers of cases all come from the folder; what
/// it holds and no case answers for, and what a case holds and no check reads, is a failure; so is what the folder's
/// own README lists and the folder lacks.
/// </summary>
public static partial class GoldenVerifier
{
    private const int LongestReason = 300;

    /// <summary>Areas that belong together: a folder with one of them must have them all.</summary>
    private static readonly IReadOnlyList<IReadOnlyList<IGoldenArea>> Batches =
    [
        [
            new TransformerArea(),
            new AutoencoderArea(),
            new AudioEncoderArea(),
            new TextEncoderArea(),
            new TokenizerArea(),
            new SchedulerArea(),
            new TeaCacheArea(),
            new PlanArea(),
            new RandomArea(),
            new PipelineArea(),
        ],
        [new CheckpointNamesArea(), new TrainingArea(), new SyncNetArea(), new MetricsArea()],
    ];

    /// <summary>Verifies a folder.</summary>
    /// <param name="folder">Laid out as <c>tests/Golden</c>.</param>
    /// <param name="sink">Is given each row as it is ready.</param>
    /// <param name="cancellation">Looked at between cases and inside long ones.</param>
    /// <exception cref="BadInputException">The folder does not exist.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static VerificationSummary Run(
        string folder,
        Action<GoldenRow> sink,
        CancellationToken cancellation = default
    )
    {
        // The reference's tensors are small: more threads would only wait for each other, for minutes on a busy
        // machine.
        using var threads = new SingleThread();
        var summary = new VerificationSummary(0, 0);
        var files = new GoldenFiles(folder);
        using var models = new GoldenModels(files);
        var run = new GoldenRun(files, models);
        foreach (var row in Rows(run, cancellation))
        {
            sink(row);
            summary = row.Passed
                ? summary with
                {
                    Passed = summary.Passed + 1,
                }
                : summary with
                {
                    Failed = summary.Failed + 1,
                };
        }
        return summary;
    }

    private static IEnumerable<GoldenRow> Rows(GoldenRun run, CancellationToken cancellation)
    {
        var batches = Batches.Where(batch => batch.Any(area => run.Files.HasArea(area.Name))).ToList();
        if (batches.Count == 0)
            yield return GoldenRow.Failed("folder", "areas", "The folder holds no cases.");
        foreach (var row in batches.SelectMany(batch => batch).SelectMany(area => AreaRows(run, area, cancellation)))
            yield return row;
        if (FolderListing.Read(run.Files) is { } listing)
            yield return listing.Row();
        foreach (var file in run.Files.Unclaimed)
            yield return GoldenRow.Failed("folder", file, "The file does not belong to a case.");
    }

    private static IEnumerable<GoldenRow> AreaRows(GoldenRun run, IGoldenArea area, CancellationToken cancellation)
    {
        if (!TryList(run, area, out var cases, out var failure))
        {
            foreach (var file in run.Files.In(area.Name))
                run.Files.Claim($"{area.Name}/{file}");
            yield return GoldenRow.Failed(area.Name, "cases", failure);
            yield break;
        }
        foreach (var file in cases.SelectMany(c => c.Files))
            run.Files.Claim($"{area.Name}/{file}");
        foreach (var golden in cases)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return RunCase(run, area, golden, cancellation);
        }
    }

    private static bool TryList(
        GoldenRun run,
        IGoldenArea area,
        out IReadOnlyList<GoldenCase> cases,
        out string failure
    )
    {
        (cases, failure) = ([], "The folder holds no cases of this area.");
        if (!run.Files.HasArea(area.Name))
            return false;
        try
        {
            cases = [.. area.Cases(run)];
            return cases.Count > 0;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = Sentence(e);
            return false;
        }
    }

    private static GoldenRow RunCase(GoldenRun run, IGoldenArea area, GoldenCase golden, CancellationToken cancellation)
    {
        using var checks = new CaseChecks(run.Files, area.Name, cancellation);
        try
        {
            using var scope = NewDisposeScope();
            using var gradients = no_grad();
            golden.Run(checks);
            return GoldenRow.Of(
                area.Name,
                golden.Name,
                checks.Comparisons,
                UnreadSentence(checks.Unread(golden.Files))
            );
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A damaged file can fail anywhere in the libraries below; whatever it was, it fails this case and no
            // other.
            return GoldenRow.Of(area.Name, golden.Name, checks.Comparisons, Sentence(e));
        }
    }

    private static string? UnreadSentence(IReadOnlyList<string> unread) =>
        unread.Count switch
        {
            0 => null,
            1 => $"{unread[0]} was not checked.",
            _ => $"{unread[0]} and {unread.Count - 1} more were not checked.",
        };

    /// <summary>One line for a person; our own errors are sentences already.</summary>
    private static string Sentence(Exception exception)
    {
        if (exception is OmniAvatarException)
            return exception.Message;
        var reason = Blanks().Replace(exception.Message.Split('\n')[0], " ").Trim().TrimEnd('.');
        return "The case could not be run: "
            + $"{(reason.Length > LongestReason ? reason[..LongestReason] + "…" : reason)}.";
    }

    /// <summary>One thread for libtorch, until disposed.</summary>
    private sealed class SingleThread : IDisposable
    {
        private readonly int _before = get_num_threads();

        public SingleThread() => set_num_threads(1);

        public void Dispose() => set_num_threads(_before);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
