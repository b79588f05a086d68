using OmniAvatar.Listening;
using OmniAvatar.Requests;
using OmniAvatar.Tests.Requests;

namespace OmniAvatar.Tests.Planning;

/// <summary>Random jobs to be cut into shots: sizes, budgets, pauses and turns of every kind, sensible or
/// not.</summary>
internal static class RandomJobs
{
    public static RenderRequest Next(Random random)
    {
        while (true)
        {
            var request = Draw(random);
            try
            {
                RequestValidator.Require(request);
                RequestValidator.RequireShots(request);
                return request;
            }
            catch (WrongUseException)
            {
                // This budget does not fit this size; another will.
            }
        }
    }

    private static RenderRequest Draw(Random random)
    {
        var samples = random.NextInt64(1, random.Next(10) > 0 ? 2_000_000 : 20_000_000);
        var speakers = random.Next(3) == 0 ? random.Next(2, 5) : 1;
        return TestRequests.Released with
        {
            SpeechSamples = samples,
            Width = 16 * random.Next(1, 81),
            Height = 16 * random.Next(1, 46),
            MaxTokens = random.Next(200, 60_000),
            OverlapFrames = 4 * random.Next(0, 6) + 1,
            FramesPerSecond =
                random.Next(3) > 0 ? 25
                : random.Next(2) == 0 ? 16
                : 50,
            Handoff = (HandoffMode)random.Next(2),
            Shots = ShotMode.Auto,
            SegmentsPerShot = random.Next(1, 12),
            CrossfadeFrames = random.Next(2) == 0 ? null : random.Next(1, 25),
            Pauses = Pauses(random, samples),
            Turns = speakers > 1 ? Turns(random, samples, speakers) : null,
            Speakers = [.. Enumerable.Repeat(new SpeakerRequest("", 64, 64, "", ""), speakers)],
        };
    }

    private static List<Pause> Pauses(Random random, long samples)
    {
        var pauses = new List<Pause>();
        var words = random.Next(4) == 0 ? 600_000 : 60_000;
        for (var at = random.NextInt64(words); at < samples; )
        {
            var end = Math.Min(at + random.NextInt64(1, 40_000), samples);
            pauses.Add(new Pause(at, end));
            at = end + random.NextInt64(1, words);
        }
        return pauses;
    }

    private static List<SpeakerTurn> Turns(Random random, long samples, int speakers)
    {
        var turns = new List<SpeakerTurn> { new(random.Next(speakers), 0) };
        for (var at = 0L; (at += random.NextInt64(1, 1_000_000)) < samples; )
            turns.Add(new SpeakerTurn((turns[^1].Speaker + random.Next(1, speakers)) % speakers, at));
        return turns;
    }
}
