using OmniAvatar.Grains.Assembly;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>What a job's duties need from their grain.</summary>
internal interface IJobHost
{
    /// <summary>Where ready work is offered.</summary>
    IGpuPoolGrain Pool { get; }

    /// <summary>The ledger of the job's tenant.</summary>
    ITenantGrain Tenant { get; }

    /// <summary>The grain that joins the finished segments.</summary>
    IAssemblyGrain Assembly { get; }

    /// <summary>Brings the job forward once more, in the background.</summary>
    void AskToAdvance();

    /// <summary>Tells the ledger what it has not confirmed, in the background.</summary>
    void AskToTellLedger();

    /// <summary>Keeps the activation alive for a while without calls.</summary>
    void StayActive(TimeSpan span);

    /// <summary>Ends the activation once no call is under way.</summary>
    void EndWhenIdle();
}
