using OmniAvatar.Planning;
using OmniAvatar.Scripts;

namespace OmniAvatar.Requests;

/// <summary>What is made otherwise in a video's shots; null keeps what each had.</summary>
public sealed record RemakeChoices
{
    /// <summary>What to show.</summary>
    public string? Prompt { get; init; }

    /// <summary>Whom to show, from another picture.</summary>
    public PictureFacts? Picture { get; init; }

    /// <summary>Seed of the noise.</summary>
    public long? Seed { get; init; }

    /// <summary>Denoising steps, 1 to 1000.</summary>
    public int? Steps { get; init; }

    /// <summary>Guidance towards the prompt; with it the audio's, unless that is given.</summary>
    public double? Guidance { get; init; }

    /// <summary>Guidance towards the speech.</summary>
    public double? AudioGuidance { get; init; }
}

/// <summary>Makes the request of a video that differs from another in some shots. Where the speech is cut stays, so
/// every other shot has the same frames as before.</summary>
public static class Remake
{
    /// <summary>The request of the new video.</summary>
    /// <param name="before">The request of the video that is remade.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="shots">The shots to make again, from 0.</param>
    /// <param name="choices">What is made otherwise in them.</param>
    /// <exception cref="WrongUseException">There is no such shot, or a number cannot be rendered.</exception>
    public static RenderRequest Of(
        RenderRequest before,
        RenderPlan plan,
        IReadOnlyCollection<int> shots,
        RemakeChoices choices
    )
    {
        var speakers = before.Speakers.ToList();
        var settings = (before.ShotSettings ?? []).ToDictionary(each => each.Shot);
        foreach (var shot in shots.Distinct().Order())
        {
            if (shot < 0 || shot >= plan.Shots.Count)
                throw new WrongUseException($"The video has {plan.Shots.Count} shots, and no shot {shot + 1}.");
            settings[shot] = SettingsOf(settings.GetValueOrDefault(shot) ?? new ShotSettings(shot), choices) with
            {
                Speaker = SpeakerOf(speakers, plan.Shots[shot].Speaker, choices),
            };
        }
        var request = before with { Speakers = speakers, ShotSettings = [.. settings.Values.OrderBy(s => s.Shot)] };
        foreach (var shot in shots)
            RequestValidator.Require(request.ForShot(shot));
        return request;
    }

    private static ShotSettings SettingsOf(ShotSettings before, RemakeChoices choices) =>
        before with
        {
            Seed = choices.Seed ?? before.Seed,
            Steps = choices.Steps ?? before.Steps,
            TextGuidanceScale = choices.Guidance ?? before.TextGuidanceScale,
            AudioGuidanceScale = choices.AudioGuidance ?? choices.Guidance ?? before.AudioGuidanceScale,
        };

    /// <summary>Who is shown: an entry that is there already, or a new one for another prompt or picture.</summary>
    private static int SpeakerOf(List<SpeakerRequest> speakers, int before, RemakeChoices choices)
    {
        var shown = speakers[before];
        var wanted = shown with { Prompt = choices.Prompt ?? shown.Prompt };
        if (choices.Picture is { } picture)
            wanted = wanted with
            {
                PictureSha256 = picture.Sha256,
                PictureWidth = picture.Width,
                PictureHeight = picture.Height,
            };
        if (wanted == shown)
            return before;
        // An entry of its own is heard in the track of the speaker whom it shows otherwise.
        wanted = wanted with
        {
            SoundSha256 = null,
            SameAs = shown.SameAs ?? before,
        };
        var known = speakers.IndexOf(wanted);
        if (known >= 0)
            return known;
        speakers.Add(wanted);
        return speakers.Count - 1;
    }
}
