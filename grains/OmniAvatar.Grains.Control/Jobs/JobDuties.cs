using Microsoft.Extensions.Logging;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Background;
using OmniAvatar.Grains.Control.Jobs.Advance;
using OmniAvatar.Grains.Control.Jobs.Attempts;
using OmniAvatar.Grains.Control.Jobs.Closing;
using OmniAvatar.Grains.Control.Jobs.Faults;
using OmniAvatar.Grains.Control.Jobs.Opening;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Jobs.Status;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Identity;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>
/// Everything that is done for one job, each duty an object of its own; none of them needs a silo. They share the
/// activation's one thread, and each looks again after every await at what it found before.
/// <code>
/// Opening ─► Job (head, order) ◄── Round ─► Advance ─► Offers, assembly
///                ▲                   └────► Closing ─► ledger, index, files
///                └── Grants, Reports ◄── pool, slots
/// </code>
/// </summary>
internal sealed class JobDuties
{
    public JobDuties(JobId id, GrainId grain, JobServices services, IJobHost host, CancellationToken stop)
    {
        var (store, index, outbox, storage, options, clock, loops, logger) = services;
        var log = new JobLog(logger, id);

        // 1. What is so: the durable rows, and what the store has.
        var findings = new JobFindings(id, store, host, log, stop);
        Job = new DurableJob(id, store, storage, grain, findings, stop);
        Observers = new JobObservers(logger);

        // 2. What goes wrong.
        Faults = new JobFaults(options, host, log);
        var patience = new JobPatience(clock, options.StorePatience, stop);
        var failures = new AttemptFailures(options, findings, log, stop);

        // 3. What brings the job to its end.
        var offers = new JobOffers(Job, findings, host, options, loops, stop);
        Ledger = new LedgerReports(Job, host);
        var files = new EndedJobFiles(Job, store, index, host, clock, stop);
        var webhooks = new WebhookReports(Job, outbox, clock.Time, stop);
        Closing = new JobClosing(Job, Ledger, files, webhooks, offers, Observers, host, clock, log);
        var assembly = new AssemblyWatch(Job, host, options, clock, loops, stop);
        var advance = new JobAdvance(Job, findings, failures, offers, assembly, Closing, webhooks, Observers);
        Round = new JobRound(Job, Faults, patience, Closing, advance, offers, Observers);

        // 4. What others ask and tell.
        var beginning = new JobBeginning(Job, store, clock, stop);
        Opening = new JobOpening(Job, index, beginning, findings, Closing, host, log, stop);
        Recovery = new JobRecovery(Job, beginning, Opening, Faults, offers, Closing, host);
        Resumption = new JobResumption(Job, findings, failures, Faults, Opening);
        var finished = new FinishedWork(store, offers, Observers, host, loops, log, stop);
        Grants = new AttemptGrants(Job, findings, finished, offers, Closing, patience, host);
        var late = new LateReports(Job, index, Closing, host, stop);
        Reports = new AttemptReports(Job, findings, finished, failures, late, Closing, host);
        Assembly = new AssemblyReports(Job, findings, failures, Closing, host, stop);
        Status = new JobStatusView(Job, patience, Observers, host, clock);
    }

    public DurableJob Job { get; }

    public JobObservers Observers { get; }

    public JobFaults Faults { get; }

    public LedgerReports Ledger { get; }

    public JobClosing Closing { get; }

    public JobRound Round { get; }

    public JobOpening Opening { get; }

    public JobRecovery Recovery { get; }

    public JobResumption Resumption { get; }

    public AttemptGrants Grants { get; }

    public AttemptReports Reports { get; }

    public AssemblyReports Assembly { get; }

    public JobStatusView Status { get; }
}

/// <summary>What jobs are made with, the same for all of a silo.</summary>
internal sealed record JobServices(
    IArtifactStore Store,
    IJobIndex Index,
    IWebhookOutbox Outbox,
    IGrainStorage Storage,
    JobControlOptions Options,
    WorkClock Clock,
    BackgroundLoops Loops,
    ILogger Logger
);
