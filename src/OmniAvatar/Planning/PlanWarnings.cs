using OmniAvatar.Requests;

namespace OmniAvatar.Planning;

/// <summary>What is odd about a plan and stops nothing.</summary>
public static class PlanWarnings
{
    /// <summary>A sentence for each speaker who never appears.</summary>
    public static IEnumerable<string> Of(RenderRequest request, RenderPlan plan)
    {
        var speakers = request.Speakers.Count(speaker => speaker.SameAs is null);
        var shown = plan.Shots.Select(shot => request.PersonOf(shot.Speaker)).ToHashSet();
        return Enumerable
            .Range(0, speakers)
            .Where(speaker => !shown.Contains(speaker))
            .Select(speaker =>
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"Speaker {speaker + 1} of {speakers} is never shown: "
                ) + "the speaker never speaks long enough for a turn of one second."
            );
    }
}
