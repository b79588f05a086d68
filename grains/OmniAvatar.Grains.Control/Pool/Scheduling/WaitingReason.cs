using System.Globalization;
using OmniAvatar.Grains.Control.Pool.Scheduling.Ready;
using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>Why ready work has not begun, for its owner.</summary>
internal static class WaitingReason
{
    /// <summary>The sentence for a pool without slots.</summary>
    public const string NoRenderer = "No renderer is running; the work begins when one joins.";

    /// <summary>The sentence for a pool whose operator lets all slots finish.</summary>
    public const string AllDraining =
        "The operator lets all slots finish without new work; the work begins when one is taken back or joins.";

    private const int ShownOfModel = 12;

    /// <summary>One sentence, or null if an idle slot could begin it.</summary>
    /// <param name="kind">What the work asks of a slot.</param>
    /// <param name="slots">The slots that are there.</param>
    /// <param name="isBusy">Whether a slot holds work.</param>
    public static string? Of(WorkKind kind, IReadOnlyCollection<SlotDescription> slots, Func<string, bool> isBusy)
    {
        if (slots.Count == 0)
            return NoRenderer;
        var model = slots.Where(kind.HasModel).ToArray();
        if (model.Length == 0)
            return $"No running slot has the model {Shorten(kind.Model)}; the work begins when one joins.";
        var sameClass = model.Where(kind.HasClass).ToArray();
        if (sameClass.Length == 0)
            return "No slot with the model is of the numeric class that the job began in.";
        var able = sameClass.Where(kind.HasMemory).ToArray();
        if (able.Length == 0)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"No slot with the model has the {kind.MemoryBytes / 1e9:0.#} GB of memory that the work needs."
            );
        return able.All(slot => isBusy(slot.Slot))
            ? string.Create(CultureInfo.InvariantCulture, $"All slots that could do the work are busy ({able.Length}).")
            : null;
    }

    /// <summary>The sentence for a tenant that holds all it may.</summary>
    public static string Limit(int slots) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The tenant already uses all slots that it may use at once ({slots})."
        );

    private static string Shorten(string model) => model.Length <= ShownOfModel ? model : model[..ShownOfModel] + "…";
}
