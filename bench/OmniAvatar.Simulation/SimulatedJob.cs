using OmniAvatar.Grains.Control.Jobs.Advance;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Listening;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Simulation;

/// <summary>One job: the plan of its speech, and the order that the job's grain keeps, without messages and
/// stores.</summary>
internal sealed class SimulatedJob
{
    private const int SampleRate = 16_000;
    private const string Model = "model";

    private readonly HashSet<WorkId> _offered = [];
    private readonly JobOrder _order;
    private readonly JobHead _head;

    private SimulatedJob(JobId id, RenderRequest request, ChainRows rows, RenderPlan plan, TimeSpan created)
    {
        Id = id;
        _order = new JobOrder(id, request, plan, rows);
        _head = new JobHead
        {
            Terms = new JobTerms { Model = Model },
            Created = (long)created.TotalMilliseconds,
        };
    }

    public JobId Id { get; }

    public int Segments => _order.Plan.SegmentCount();

    public bool IsDone => _order.IsDone;

    public int ShotsDone => _order.ShotsDone;

    /// <summary>Segments of the longest shot.</summary>
    public int LongestChain => _order.Plan.Shots.Max(shot => shot.Segments.Count);

    public int ShortestChain => _order.Plan.Shots.Min(shot => shot.Segments.Count);

    public static async Task<SimulatedJob> CreateAsync(JobId id, double seconds, Random random, TimeSpan created)
    {
        var request = Request((long)(seconds * SampleRate), random);
        var plan = SegmentPlanner.Plan(request);
        var rows = await ChainRows.LoadAsync(
            id,
            plan.Shots.Count,
            new ForgetfulStorage(),
            GrainId.Create("job", id.ToString())
        );
        return new SimulatedJob(id, request, rows, plan, created);
    }

    /// <summary>What became ready since it was last asked.</summary>
    public IReadOnlyList<WorkOffer> Offers() =>
        [.. _order.Ready().Where(_offered.Add).Select(work => WorkOffers.Of(work, _head, _order))];

    /// <summary>The number of a new attempt, or null if the work is not next.</summary>
    public int? Number(WorkId work)
    {
        if (_order.RowIfNext(work) is not { } row)
            return null;
        row.Value = row.Value with { Attempt = AttemptNumbers.After(row.Value.Attempt, generation: 1) };
        return row.Value.Attempt;
    }

    public void Commit(WorkGrant grant)
    {
        var row = _order.RowIfNext(grant.Work) ?? throw new InvalidOperationException($"{grant.Work} was done twice.");
        row.Value = row.Value.Advanced(grant.Slot);
        _offered.Remove(grant.Work);
    }

    /// <summary>Its slot is lost, so the work is offered again.</summary>
    public void Lose(WorkGrant grant)
    {
        if (_order.RowIfNext(grant.Work) is not { } row)
            return;
        row.Value = row.Value with { ReportedAttempt = grant.Attempt, Losses = row.Value.Losses + 1 };
        _offered.Remove(grant.Work);
    }

    /// <summary>Speech with a pause of 0.2 to 0.8 s every 1 to 6 s, at the released configuration in 400x720.</summary>
    private static RenderRequest Request(long samples, Random random)
    {
        var pauses = new List<Pause>();
        for (var at = 0L; at < samples; )
        {
            var start = at + (long)((1 + 5 * random.NextDouble()) * SampleRate);
            at = start + (long)((0.2 + 0.6 * random.NextDouble()) * SampleRate);
            if (at < samples)
                pauses.Add(new Pause(start, at));
        }
        return new RenderRequest
        {
            Speakers = [new SpeakerRequest("", 720, 400, "", "")],
            SpeechSamples = samples,
            NegativePrompt = "",
            ModelManifest = Model,
            Seed = 42,
            Steps = 50,
            TextGuidanceScale = 4.5,
            AudioGuidanceScale = 4.5,
            OverlapFrames = 13,
            MaxTokens = 30_000,
            Height = 400,
            Width = 720,
            FramesPerSecond = 25,
            Handoff = HandoffMode.Reencode,
            Shots = ShotMode.Auto,
            Pauses = pauses,
            NumericClass = "",
        };
    }
}
