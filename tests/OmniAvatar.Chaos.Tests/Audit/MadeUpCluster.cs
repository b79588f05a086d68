using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Chaos.Tests.Audit;

/// <summary>
/// Evidence of a cluster in which all went well, although one renderer was killed and one was frozen: two jobs of the
/// same request, of one shot with two segments and four steps each. Tests spoil it.
/// </summary>
internal sealed class MadeUpCluster
{
    public const string Undisturbed = "tenant/undisturbed";
    public const string Disturbed = "tenant/disturbed";

    private const int Steps = 4;
    private const long Used = 1000;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public MadeUpCluster()
    {
        foreach (var job in new[] { Undisturbed, Disturbed })
            AddJob(job);
        Spoil(
            First,
            1,
            a =>
                a with
                {
                    End = AttemptEnd.Unknown,
                    Ended = null,
                    Winner = null,
                    GpuMilliseconds = null,
                    Steps = [1, 2],
                    Checkpoints = [2],
                }
        );
        Attempts.Add(Won(First, 2, At(First)) with { ResumedAfter = 2, Steps = [3, 4] });
        Rename(First, 2);
        Ledger.Add(new LedgerRow(First, 1, 300, LedgerOutcome.Lost));

        // Began before the result existed and came second: the repeat that is allowed.
        Attempts.Add(
            Won(Second, 2, At(Second)) with
            {
                End = AttemptEnd.CameSecond,
                Winner = 1,
                Ended = At(Second).AddSeconds(8),
                GpuMilliseconds = 1200,
            }
        );
        Ledger.Add(new LedgerRow(Second, 2, 1200, LedgerOutcome.Repeated));
    }

    /// <summary>A segment of the disturbed job: its first attempt died after two steps, its second won from the
    /// checkpoint.</summary>
    public static WorkKey First => new(Disturbed, 0, 0);

    /// <summary>The segment after it: its first attempt won, its second came second.</summary>
    public static WorkKey Second => new(Disturbed, 0, 1);

    public List<JobEvidence> Jobs { get; } = [];

    public List<AttemptEvidence> Attempts { get; } = [];

    public List<StoredFile> Files { get; } = [];

    public List<Manifest> Manifests { get; } = [];

    public List<LedgerRow> Ledger { get; } = [];

    public ClusterEvidence Evidence =>
        new()
        {
            Jobs = Jobs,
            Attempts = Attempts,
            Files = Files,
            Manifests = Manifests,
            Ledger = Ledger,
        };

    /// <summary>When a result came to exist.</summary>
    public static DateTimeOffset Existed(WorkKey work) => At(work).AddSeconds(5);

    public void Spoil(WorkKey work, int attempt, Func<AttemptEvidence, AttemptEvidence> change) =>
        Replace(Attempts, a => a.Work == work && a.Attempt == attempt, change);

    public void SpoilJob(Func<JobEvidence, JobEvidence> change) => Replace(Jobs, job => job.Id == Disturbed, change);

    public void SpoilManifest(WorkKey work, Func<Manifest, Manifest> change) =>
        Replace(Manifests, m => m.Folder == work.Folder, change);

    public void SpoilRow(WorkKey work, LedgerOutcome outcome, Func<LedgerRow, LedgerRow> change) =>
        Replace(Ledger, r => r.Work == work && r.Outcome == outcome, change);

    private static DateTimeOffset At(WorkKey work) => Start.AddSeconds(10 * (work.Segment + 1));

    private static void Replace<T>(List<T> list, Predicate<T> which, Func<T, T> change)
    {
        var place = list.FindIndex(which);
        list[place] = change(list[place]);
    }

    private static AttemptEvidence Won(WorkKey work, int attempt, DateTimeOffset began) =>
        new()
        {
            Work = work,
            Attempt = attempt,
            Slot = $"slot-of-{attempt}",
            Began = began,
            Steps = work.IsConditioning ? [] : [1, 2, 3, 4],
            End = AttemptEnd.Won,
            Ended = Existed(work),
            Winner = attempt,
            GpuMilliseconds = Used,
        };

    private void AddJob(string id)
    {
        var job = new JobEvidence
        {
            Id = id,
            State = "Completed",
            Shots = [2],
            Steps = Steps,
            KeepsIntermediates = true,
            Reference = id == Disturbed ? Undisturbed : null,
            VideoFrames = "frames of the video",
        };
        Jobs.Add(job);
        foreach (var document in new[] { "request.json", "plan.json", "terms.json", "generations/1", "inputs/picture" })
            AddFile($"{id}/{document}", "");
        AddManifest($"{id}/output", null, 1);
        foreach (var work in job.Work)
        {
            Attempts.Add(Won(work, 1, At(work)));
            AddManifest(work.Folder, work, 1);
            Ledger.Add(new LedgerRow(work, 1, Used, LedgerOutcome.Committed));
        }
    }

    private void AddManifest(string folder, WorkKey? work, int attempt)
    {
        var part = new ListedPart(
            work is null ? "video" : "fragment",
            $"{folder}/a{attempt}/part",
            4,
            "hash of the part"
        );
        AddFile(part.Name, part.Sha256);
        var before = work is { Segment: > 0 } segment
            ? $"{(segment with { Segment = segment.Segment - 1 }).Folder}/{Manifest.FileName}"
            : null;
        var frames = work is { IsConditioning: false } shown ? $"frames {shown.Shot} {shown.Segment}" : null;
        var created = work is null ? Start.AddSeconds(60) : Existed(work.Value);
        Manifests.Add(new Manifest(folder, attempt, [part], frames, work is null ? 0 : Used, before, created));
        AddFile($"{folder}/{Manifest.FileName}", "");
    }

    private void AddFile(string name, string sha256) => Files.Add(new StoredFile(name, 4, sha256, Start));

    /// <summary>Another attempt than the first made this result.</summary>
    private void Rename(WorkKey work, int winner)
    {
        var (old, part) = (ManifestPart(work), $"{work.Folder}/a{winner}/part");
        Replace(Files, f => f.Name == old.Name, f => f with { Name = part });
        SpoilManifest(work, m => m with { Attempt = winner, Parts = [old with { Name = part }] });
        SpoilRow(work, LedgerOutcome.Committed, row => row with { Attempt = winner });
    }

    private ListedPart ManifestPart(WorkKey work) => Manifests.Single(m => m.Folder == work.Folder).Parts[0];
}
