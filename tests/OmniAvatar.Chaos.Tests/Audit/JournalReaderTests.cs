using OmniAvatar.Audit.Evidence;
using OmniAvatar.Audit.Reading;

namespace OmniAvatar.Chaos.Tests.Audit;

public sealed class JournalReaderTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_AttemptToItsEnd_IsWhole()
    {
        Write(
            Line("Began"),
            Line("Resumed", ",\"step\":2"),
            Line("Step", ",\"step\":3"),
            Line("Checkpoint", ",\"step\":3,\"bytes\":9"),
            Line("Step", ",\"step\":4"),
            Line("Committed", ",\"won\":true,\"winningAttempt\":5,\"gpuMilliseconds\":77")
        );
        var attempt = JournalReader.Read([_file]).ShouldHaveSingleItem();
        attempt.Work.ShouldBe(new WorkKey("tenant/job", 1, 2));
        attempt.Attempt.ShouldBe(5);
        attempt.ResumedAfter.ShouldBe(2);
        attempt.Steps.ShouldBe([3, 4]);
        attempt.Checkpoints.ShouldBe([3]);
        attempt.End.ShouldBe(AttemptEnd.Won);
        (attempt.Winner, attempt.GpuMilliseconds).ShouldBe((5, 77));
    }

    [Fact]
    public void Read_KilledInTheMidstOfALine_KeepsWhatWasWhole()
    {
        Write(Line("Began"));
        File.AppendAllText(_file, "{\"time\":\"2026-");
        JournalReader.Read([_file]).ShouldHaveSingleItem().End.ShouldBe(AttemptEnd.Unknown);
    }

    [Fact]
    public void Read_SameAttemptBegunTwice_IsTwoAttempts()
    {
        Write(Line("Began"), Line("Step", ",\"step\":1"), Line("Began"), Line("GaveBack"));
        JournalReader.Read([_file]).Select(a => a.End).ShouldBe([AttemptEnd.Unknown, AttemptEnd.GaveBack]);
    }

    [Fact]
    public void Read_DamagedLine_IsAnError()
    {
        Write(Line("Began"), "{}");
        Should
            .Throw<InvalidDataException>(() => JournalReader.Read([_file]))
            .Message.ShouldStartWith("Line 2 of the journal");
    }

    private static string Line(string what, string more = "") =>
        $$"""{"time":"2026-01-01T00:00:00+00:00","slot":"s","tenant":"tenant","job":"job","shot":1,"segment":2,"attempt":5,"event":"{{what}}"{{more}}}""";

    private void Write(params string[] lines) => File.WriteAllLines(_file, lines);
}
