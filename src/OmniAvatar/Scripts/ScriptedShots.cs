using OmniAvatar.Listening;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Scripts;

/// <summary>
/// Writes a script, and the change of angles from shot to shot, into a request, so that all that reads requests needs
/// to know of neither:
/// <code>
/// turns   anna            │ ben        │ anna                    who has the turn
/// script            │ "she laughs"                               entries cut shots
/// shots   1     │ 1'│ 2'  │ 3          │ 1'' │ 2''               cut as always between
/// </code>
/// Each shot becomes a turn of its own, and each speaker with another picture or prompt one more speaker of the
/// request, who is heard in the same track. The cuts are those that the planner makes, and it makes them again of these
/// turns.
/// </summary>
internal static class ScriptedShots
{
    private const double SecondsToPause = 2;

    /// <summary>The request with a turn for every shot.</summary>
    /// <param name="request">A request that is cut into shots.</param>
    /// <param name="inputs">The script and the pictures.</param>
    /// <param name="keepAngles">Whether a speaker is shown from the first picture in every shot.</param>
    public static RenderRequest WriteInto(RenderRequest request, InputFacts inputs, bool keepAngles)
    {
        var frames = (int)SpeechFrames.Count(request.SpeechSamples, request.FramesPerSecond);
        var places = new CutPlaces(request.Pauses ?? [], frames, request.FramesPerSecond);
        var (turns, changes) = Cut(request, inputs.Script, places);
        var spans = new ShotCutter(
            SegmentPlanner.WindowOf(request),
            ShotOptions.Of(request),
            places,
            request.FramesPerSecond
        ).Cut(turns, frames);
        var cast = new Cast(request.Speakers, inputs, keepAngles);
        var next = 0;
        var shots = new List<SpeakerTurn>();
        foreach (var span in spans)
        {
            while (next < changes.Count && changes[next].Frame <= span.Start)
                cast.Change(changes[next++]);
            shots.Add(new SpeakerTurn(cast.Show(span.Speaker), places.SampleOf(span.Start)) { IsCut = true });
        }
        return request with { Speakers = cast.Speakers, Turns = shots };
    }

    /// <summary>The turns with the script's cuts among them, and what the script changes at each.</summary>
    private static (IReadOnlyList<SpeakerTurn> Turns, IReadOnlyList<ScriptChange> Changes) Cut(
        RenderRequest request,
        IReadOnlyList<ScriptEntry> script,
        CutPlaces places
    )
    {
        var turns = new List<SpeakerTurn>();
        foreach (var turn in request.Turns ?? [new SpeakerTurn(0, 0)])
            turns.Add(
                turn.Start == 0
                    ? turn
                    : turn with
                    {
                        Start = places.SampleOf(places.BeforeWord(turn.Start)),
                        IsCut = true,
                    }
            );
        var changes = new List<ScriptChange>();
        foreach (var entry in script)
        {
            var frame =
                entry.Start == 0
                    ? 0
                    : places.Near(entry.Start, SecondsToPause, changes is [.., var last] ? last.Frame : 0);
            var sample = places.SampleOf(frame);
            var before = turns.FindLastIndex(turn => turn.Start <= sample);
            var speaker = entry.Speaker ?? turns[before].Speaker;
            changes.Add(new ScriptChange(frame, speaker, entry.Prompt, entry.Picture));
            var cut = new SpeakerTurn(speaker, sample) { IsCut = true };
            if (turns[before].Start == sample)
                turns[before] = cut;
            else
                turns.Insert(before + 1, cut);
        }
        // Whoever is shown already needs no cut to have the turn.
        var cuts = changes.Select(change => places.SampleOf(change.Frame)).ToHashSet();
        for (var turn = turns.Count - 1; turn > 0; turn--)
            if (turns[turn].Speaker == turns[turn - 1].Speaker && !cuts.Contains(turns[turn].Start))
                turns.RemoveAt(turn);
        return (turns, changes);
    }
}

/// <summary>What a script changes of a speaker.</summary>
/// <param name="Frame">The speech frame from which on.</param>
/// <param name="Speaker">Who, from 0.</param>
/// <param name="Prompt">The prompt; null as it was.</param>
/// <param name="Picture">The picture; null as it was.</param>
internal sealed record ScriptChange(int Frame, int Speaker, string? Prompt, int? Picture);
