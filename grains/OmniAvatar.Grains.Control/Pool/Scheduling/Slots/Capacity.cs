using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Pool.Scheduling.Slots;

/// <summary>What the present slots can do together.</summary>
internal sealed class Capacity
{
    private readonly Dictionary<string, (double TokenStepsPerSecond, double SlowestSecondsPerTokenStep)> _models = [];

    private Capacity(int slots) => Slots = slots;

    public int Slots { get; }

    public static Capacity Of(IEnumerable<SlotDescription> slots, SpeedTable speeds)
    {
        var all = slots.ToArray();
        var capacity = new Capacity(all.Length);
        foreach (var slot in all)
        {
            foreach (var model in slot.Models)
            {
                var seconds = speeds.SecondsPerTokenStep(model, slot.NumericClass);
                var (speed, slowest) = capacity._models.GetValueOrDefault(model);
                capacity._models[model] = (speed + 1 / seconds, Math.Max(slowest, seconds));
            }
        }
        return capacity;
    }

    /// <summary>Seconds that the slots need together for work with a model; infinite if none has it.</summary>
    public double Seconds(string model, double tokenSteps) =>
        _models.TryGetValue(model, out var able) ? tokenSteps / able.TokenStepsPerSecond : double.PositiveInfinity;

    /// <summary>Seconds that the slowest slot with the model needs for a chain; 0 if none has it.</summary>
    public double SlowestSeconds(string model, double tokenSteps) =>
        tokenSteps * _models.GetValueOrDefault(model).SlowestSecondsPerTokenStep;
}
