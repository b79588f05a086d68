using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Control.Tests.Cluster;

/// <summary>
/// Delivers every message between jobs, pool, slots and tenants twice, and loses one in ten: half of those before they
/// arrive, and of the other half the answer.
/// </summary>
internal sealed class LossyMessages(int seed) : IIncomingGrainCallFilter
{
    private static readonly Type[] Between =
    [
        typeof(IJobGrain),
        typeof(IGpuPoolGrain),
        typeof(IWorkGrain),
        typeof(ITenantGrain),
    ];

    private readonly Random _random = new(seed);
    private int _lost;
    private int _doubled;

    public int Lost => _lost;

    public int Doubled => _doubled;

    /// <summary>What the test itself says arrives.</summary>
    private static readonly string[] FromOutside =
    [
        nameof(IJobGrain.StartAsync),
        nameof(IJobGrain.StatusAsync),
        nameof(IJobGrain.SubscribeAsync),
        nameof(IJobGrain.ResumeAsync),
        nameof(IJobGrain.CancelAsync),
    ];

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (!IsBetween(context))
        {
            await context.Invoke();
            return;
        }
        var (loses, arrives) = Draw();
        if (loses && !arrives)
            Lose();
        await context.Invoke();
        Interlocked.Increment(ref _doubled);
        await AgainAsync(context);
        if (loses)
            Lose();
    }

    private static bool IsBetween(IIncomingGrainCallContext context) =>
        context.ImplementationMethod is { } method
        && Between.Any(type => type.IsInstanceOfType(context.Grain))
        && !(context.Grain is IJobGrain && FromOutside.Contains(method.Name));

    private static async Task AgainAsync(IIncomingGrainCallContext context)
    {
        var arguments = Enumerable
            .Range(0, context.Request.GetArgumentCount())
            .Select(context.Request.GetArgument)
            .ToArray();
        await (Task)context.ImplementationMethod.Invoke(context.Grain, arguments)!;
    }

    private (bool Loses, bool Arrives) Draw()
    {
        lock (_random)
            return (_random.Next(10) == 0, _random.Next(2) == 0);
    }

    private void Lose()
    {
        Interlocked.Increment(ref _lost);
        throw new TimeoutException("The message was lost.");
    }
}
