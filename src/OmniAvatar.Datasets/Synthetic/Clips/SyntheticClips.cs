using OmniAvatar.Datasets.Clips;
using OmniAvatar.Datasets.Synthetic.Drawing;
using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Datasets.Synthetic.Motion;
using OmniAvatar.Datasets.Synthetic.Speech;
using OmniAvatar.Randomness;

namespace OmniAvatar.Datasets.Synthetic.Clips;

/// <summary>
/// Talking heads drawn and spoken by this machine: everything about a clip follows from seed, part and number, so
/// nothing needs to be stored. May be read from several threads; speech is made by one at a time.
/// </summary>
public sealed class SyntheticClips : IClipSource
{
    private const int FramesPerSecond = 25;
    private const int SamplesPerFrame = 640;

    // What is drawn from a clip's own streams: each stays as it is when another needs more numbers.
    private const int LengthStream = 0;
    private const int SceneStream = 1;
    private const int VoiceStream = 2;
    private const int SpeechStream = 3;
    private const int MotionStream = 4;

    private readonly SyntheticClipOptions _options;

    /// <exception cref="WrongUseException">An option is out of range.</exception>
    public SyntheticClips(SyntheticClipOptions options)
    {
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    public int Count => _options.Count;

    /// <inheritdoc/>
    public TalkingClip Read(int index, CancellationToken cancellation = default) =>
        Draw(Plan(index, cancellation), cancellation).Clip;

    /// <summary>Clip <paramref name="index"/> with what is known of it.</summary>
    /// <exception cref="BadInputException">The speech library is missing.</exception>
    public SyntheticClip ReadWithTruth(int index, CancellationToken cancellation = default) =>
        Draw(Plan(index, cancellation), cancellation);

    /// <summary>Clip <paramref name="index"/> before it is drawn.</summary>
    /// <param name="index">From 0 to below <see cref="Count"/>.</param>
    /// <param name="cancellation">Stops between phrases.</param>
    /// <exception cref="BadInputException">The speech library is missing.</exception>
    public ClipPlan Plan(int index, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var scene = SceneAppearance.Draw(Stream(index, SceneStream), _options.Split);
        var voice = Voice.Draw(Stream(index, VoiceStream), _options.Split, scene.Identity.Woman);
        var frames = Frames(Stream(index, LengthStream));
        var utterance = UtteranceComposer.Compose(
            Stream(index, SpeechStream),
            voice,
            frames * SamplesPerFrame,
            cancellation
        );
        var mouth = MouthTrack.Of(utterance, frames);
        return new ClipPlan(
            scene,
            voice,
            utterance,
            mouth,
            PoseTrack.Draw(Stream(index, MotionStream), scene.Behaviour, mouth)
        );
    }

    /// <summary>Draws a plan; a plan whose scene was exchanged moves and sounds the same.</summary>
    public SyntheticClip Draw(ClipPlan plan, CancellationToken cancellation = default)
    {
        var frameBytes = _options.Width * _options.Height * 3;
        var frames = new byte[plan.FrameCount * frameBytes];
        var truth = new MouthTruth[plan.FrameCount];
        using var renderer = new FrameRenderer(plan.Scene, _options.Width, _options.Height);
        for (var f = 0; f < plan.FrameCount; f++)
        {
            cancellation.ThrowIfCancellationRequested();
            truth[f] = renderer.Draw(
                plan.Poses[f],
                plan.Mouth.Opening[f],
                plan.Mouth.Width[f],
                frames.AsSpan(f * frameBytes, frameBytes)
            );
        }
        var clip = new TalkingClip
        {
            Width = _options.Width,
            Height = _options.Height,
            Frames = frames,
            Samples = plan.Utterance.Samples,
            Caption = SceneCaption.Of(plan.Scene),
            MouthOpening = plan.Mouth.Opening,
            Phonemes = plan.Mouth.Phonemes,
        };
        return new SyntheticClip(clip, plan, truth);
    }

    /// <summary>Frames of a clip of some length: one more than a multiple of four, as video autoencoders take
    /// them.</summary>
    public static int FramesOf(double seconds) => (4 * (int)Math.Round(FramesPerSecond * seconds / 4)) + 1;

    private int Frames(SeededRandom random) => FramesOf(random.Between(_options.LeastSeconds, _options.MostSeconds));

    private SeededRandom Stream(int index, int stream) =>
        SeededRandom.Of(_options.Seed, (int)_options.Split, index, stream);
}
