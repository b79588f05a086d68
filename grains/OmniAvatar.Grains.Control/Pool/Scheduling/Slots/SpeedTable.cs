using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Control.Pool.Scheduling.Slots;

/// <summary>How fast each model is on slots of each numeric class, learned from attempts that ended, with the time to
/// load apart. Before any measurement, the options' estimates apply.</summary>
internal sealed class SpeedTable(GpuPoolOptions options)
{
    private readonly Dictionary<(string Model, string NumericClass), RecentMedian> _perTokenStep = [];
    private readonly Dictionary<string, double> _byModel = [];
    private readonly Dictionary<string, RecentMedian> _unsized = [];
    private readonly Dictionary<string, RecentMedian> _loads = [];

    /// <summary>Measured seconds per token-step, by model: the mean over the classes that have run it.</summary>
    public IReadOnlyDictionary<string, double> Measured => _byModel;

    /// <summary>Measured seconds per token-step on slots of one class, or null.</summary>
    public double? MeasuredOn(string model, string numericClass) =>
        _perTokenStep.TryGetValue((model, numericClass), out var measured) ? measured.Value : null;

    /// <summary>Learns from an attempt that did all of its work: the first at it, since later ones may have
    /// resumed.</summary>
    public void Learn(WorkDemand demand, string numericClass, AttemptUsage usage)
    {
        if (usage.LoadMilliseconds > 0)
            Of(_loads, demand.Model).Add(usage.LoadMilliseconds / 1000.0);
        var seconds = (usage.GpuMilliseconds - usage.LoadMilliseconds) / 1000.0;
        if (seconds <= 0)
            return;
        if (demand.TokenSteps > 0)
        {
            Of(_perTokenStep, (demand.Model, numericClass)).Add(seconds / demand.TokenSteps);
            _byModel[demand.Model] = _perTokenStep.Where(s => s.Key.Model == demand.Model).Average(s => s.Value.Value);
        }
        else
        {
            Of(_unsized, demand.Model).Add(seconds);
        }
    }

    /// <summary>Estimated seconds of a unit of work, without loading.</summary>
    /// <param name="demand">The work.</param>
    /// <param name="numericClass">The class of the slot that does it, or null for any.</param>
    public double Seconds(WorkDemand demand, string? numericClass) =>
        demand.TokenSteps > 0
            ? demand.TokenSteps * SecondsPerTokenStep(demand.Model, numericClass)
            : UnsizedSeconds(demand.Model);

    /// <summary>Measured on this class, else on any, else guessed.</summary>
    public double SecondsPerTokenStep(string model, string? numericClass)
    {
        if (numericClass is not null && _perTokenStep.TryGetValue((model, numericClass), out var measured))
            return measured.Value;
        return _byModel.TryGetValue(model, out var mean) ? mean : options.UnknownSecondsPerTokenStep;
    }

    public double UnsizedSeconds(string model) =>
        _unsized.TryGetValue(model, out var seen) ? seen.Value : options.UnsizedSeconds;

    public double LoadSeconds(string model) =>
        _loads.TryGetValue(model, out var seen) ? seen.Value : options.LoadSeconds;

    private static RecentMedian Of<TKey>(Dictionary<TKey, RecentMedian> table, TKey key)
        where TKey : notnull
    {
        if (!table.TryGetValue(key, out var median))
            table[key] = median = new RecentMedian();
        return median;
    }
}
