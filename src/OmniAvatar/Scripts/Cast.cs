using OmniAvatar.Requests;

namespace OmniAvatar.Scripts;

/// <summary>The speakers of a request as they are shown, shot by shot: with which prompt, and from which
/// angle.</summary>
internal sealed class Cast
{
    private readonly List<SpeakerRequest> _speakers;
    private readonly Dictionary<SpeakerRequest, int> _places = [];
    private readonly IReadOnlyList<PictureFacts> _pictures;
    private readonly State[] _states;
    private readonly bool _keepAngles;

    public Cast(IReadOnlyList<SpeakerRequest> speakers, InputFacts inputs, bool keepAngles)
    {
        (_speakers, _pictures, _keepAngles) = ([.. speakers], inputs.OtherPictures, keepAngles);
        _states =
        [
            .. speakers.Select(
                (speaker, index) =>
                    new State
                    {
                        Prompt = speaker.Prompt,
                        Angles = [null, .. inputs.Speakers[index].Angles.Select(angle => (int?)angle)],
                    }
            ),
        ];
    }

    /// <summary>Everybody, those first who speak.</summary>
    public IReadOnlyList<SpeakerRequest> Speakers => _speakers;

    /// <summary>Shows a speaker otherwise from here on.</summary>
    public void Change(ScriptChange change)
    {
        var state = _states[change.Speaker];
        state.Prompt = change.Prompt ?? state.Prompt;
        state.Picture = change.Picture ?? state.Picture;
    }

    /// <summary>The speaker of the request for the next shot of a speaker: a picture that a script asked for, or the
    /// next angle.</summary>
    public int Show(int speaker)
    {
        var state = _states[speaker];
        var picture = state.Picture ?? state.Angles[_keepAngles ? 0 : state.Shots++ % state.Angles.Length];
        return PlaceOf(speaker, state.Prompt, picture);
    }

    private int PlaceOf(int speaker, string prompt, int? picture)
    {
        var own = _speakers[speaker];
        if (picture is null && prompt == own.Prompt)
            return speaker;
        var shown = picture is { } index
            ? new SpeakerRequest(
                _pictures[index].Sha256,
                _pictures[index].Width,
                _pictures[index].Height,
                prompt,
                SoundSha256: null
            )
            : own with
            {
                Prompt = prompt,
                SoundSha256 = null,
            };
        shown = shown with { SameAs = speaker };
        if (_places.TryGetValue(shown, out var place))
            return place;
        _speakers.Add(shown);
        return _places[shown] = _speakers.Count - 1;
    }

    private sealed class State
    {
        public required string Prompt { get; set; }

        /// <summary>The speaker's own picture, which is null, and the others.</summary>
        public required int?[] Angles { get; init; }

        /// <summary>What a script asked for.</summary>
        public int? Picture { get; set; }

        public int Shots { get; set; }
    }
}
