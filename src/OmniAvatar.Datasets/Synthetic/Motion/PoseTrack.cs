using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Randomness;

namespace OmniAvatar.Datasets.Synthetic.Motion;

/// <summary>How a head is held in one frame.</summary>
/// <param name="X">Units to the right (the picture is 96 high).</param>
/// <param name="Y">Units down.</param>
/// <param name="Tilt">Degrees clockwise.</param>
/// <param name="Lids">0 open to 1 shut.</param>
/// <param name="Breath">Units that shoulders are raised.</param>
/// <param name="Gaze">Units that eyes look to the right.</param>
/// <param name="Brows">Units that brows are raised.</param>
public readonly record struct HeadPose(float X, float Y, float Tilt, float Lids, float Breath, float Gaze, float Brows);

/// <summary>How a head moves: slow waves with the behaviour's strength, blinks every few seconds, breath.</summary>
public static class PoseTrack
{
    private const double FramesPerSecond = 25;
    private static readonly float[] Blink = [0.4f, 1, 1, 0.7f, 0.3f];

    /// <summary>A pose for each frame.</summary>
    /// <param name="random">Decides speeds and moments.</param>
    /// <param name="behaviour">What the head does.</param>
    /// <param name="mouth">Brows and head follow the voice a little.</param>
    public static HeadPose[] Draw(SeededRandom random, Behaviour behaviour, MouthTrack mouth)
    {
        var frames = mouth.Opening.Length;
        var x = Wave(random, 0.12, 0.3, behaviour == Behaviour.Swaying ? 4.2 : 1);
        var y = behaviour == Behaviour.Nodding ? Wave(random, 0.7, 1.1, 2.6) : Wave(random, 0.15, 0.4, 0.8);
        var tilt = Wave(random, 0.12, 0.3, behaviour == Behaviour.Tilting ? 6.5 : 1.2);
        var breath = Wave(random, 0.22, 0.32, 0.7);
        var gaze = Wave(random, 0.1, 0.4, 0.6);
        var lids = Lids(random, frames);
        var voice = 0f;
        var poses = new HeadPose[frames];
        for (var f = 0; f < frames; f++)
        {
            voice += 0.15f * (mouth.Opening[f] - voice);
            poses[f] = new HeadPose(x(f), y(f) - voice, tilt(f), lids[f], breath(f), gaze(f), 1.2f * voice);
        }
        return poses;
    }

    private static Func<int, float> Wave(SeededRandom random, double leastHertz, double mostHertz, double amplitude)
    {
        var (hertz, phase, secondPhase) = (
            random.Between(leastHertz, mostHertz),
            random.Between(0, Math.Tau),
            random.Between(0, Math.Tau)
        );
        return frame =>
        {
            var turn = Math.Tau * hertz * frame / FramesPerSecond;
            return (float)(amplitude * ((0.8 * Math.Sin(turn + phase)) + (0.2 * Math.Sin((1.7 * turn) + secondPhase))));
        };
    }

    private static float[] Lids(SeededRandom random, int frames)
    {
        var lids = new float[frames];
        for (
            var f = random.Between(0.4, 3) * FramesPerSecond;
            f < frames;
            f += random.Between(1.8, 4.5) * FramesPerSecond
        )
        for (var i = 0; i < Blink.Length && (int)f + i < frames; i++)
            lids[(int)f + i] = Blink[i];
        return lids;
    }
}
