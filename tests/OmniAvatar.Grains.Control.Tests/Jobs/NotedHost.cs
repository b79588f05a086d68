using OmniAvatar.Grains.Assembly;
using OmniAvatar.Grains.Control.Jobs;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Grains.Control.Tests.Jobs;

/// <summary>Stands for the job's grain and those around it: notes what they are told, and can have any of it
/// fail.</summary>
internal sealed class NotedHost : IJobHost
{
    private readonly List<string> _steps;

    public NotedHost(List<string> steps)
    {
        _steps = steps;
        Pool = NotedGrain.Of<IGpuPoolGrain>(AnswerPool);
        Tenant = NotedGrain.Of<ITenantGrain>(AnswerTenant);
        Assembly = NotedGrain.Of<IAssemblyGrain>(
            (method, _) => Answer(method == nameof(IAssemblyGrain.StartAsync) ? "assembly: start" : "assembly: sound")
        );
    }

    public IGpuPoolGrain Pool { get; }

    public ITenantGrain Tenant { get; }

    public IAssemblyGrain Assembly { get; }

    /// <summary>Called with each step before it is taken; may throw.</summary>
    public Action<string> OnStep { get; set; } = _ => { };

    /// <summary>Everything that was offered, in order.</summary>
    public List<WorkOffer> Offers { get; } = [];

    /// <summary>Everything that the ledger was told, in order.</summary>
    public List<LedgerEntry> Entries { get; } = [];

    public int AskedToAdvance { get; private set; }

    public int AskedToTellLedger { get; private set; }

    public bool HasEnded { get; private set; }

    public void AskToAdvance() => AskedToAdvance++;

    public void AskToTellLedger() => AskedToTellLedger++;

    public void StayActive(TimeSpan span) { }

    public void EndWhenIdle() => HasEnded = true;

    /// <summary>Notes a step, and lets it fail.</summary>
    public Task Answer(string step)
    {
        try
        {
            OnStep(step);
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
        _steps.Add(step);
        return Task.CompletedTask;
    }

    private object? AnswerPool(string method, object?[] arguments)
    {
        if (method == nameof(IGpuPoolGrain.WithdrawAsync))
            return Answer("pool: withdraw");
        var answer = Answer("pool: offer");
        if (answer.IsCompletedSuccessfully)
            Offers.AddRange((IReadOnlyList<WorkOffer>)arguments[0]!);
        return answer;
    }

    private object? AnswerTenant(string method, object?[] arguments)
    {
        var answer = Answer("ledger: record");
        if (answer.IsCompletedSuccessfully)
            Entries.AddRange((IReadOnlyList<LedgerEntry>)arguments[0]!);
        return answer;
    }
}
