using OmniAvatar.Training.Optimization;

namespace OmniAvatar.Training.Tests.Optimization;

public class SideBySideTests
{
    [Theory]
    [InlineData(4, 2, "0+2 2+2")]
    [InlineData(3, 2, "0+2 2+1")]
    [InlineData(3, 8, "0+2 2+1")]
    [InlineData(3, 1, "0+3")]
    [InlineData(1, 2, "0+1")]
    public void Cut_InTwoWhereThereAreThreads(int samples, int threads, string pieces) =>
        string.Join(' ', SideBySide.Cut(samples, threads).Select(piece => $"{piece.Start}+{piece.Count}"))
            .ShouldBe(pieces);

    /// <summary>Each waits for the other, which on one thread would never end.</summary>
    [Fact]
    public void Run_TwoPieces_AtOnceAndInOrder()
    {
        using var meeting = new Barrier(2);

        SideBySide.Run([() => Meet(1), () => Meet(2)], threads: 2).ShouldBe([1, 2]);

        int Meet(int number)
        {
            meeting.SignalAndWait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            return number;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Run_OneFails_TheOtherEndsFirst(int failing)
    {
        using var failed = new ManualResetEventSlim();
        var ended = 0;

        Should
            .Throw<RenderFailedException>(() => SideBySide.Run([() => Piece(0), () => Piece(1)], threads: 2))
            .Message.ShouldBe("no number");

        ended.ShouldBe(1);

        int Piece(int number)
        {
            if (number == failing)
            {
                failed.Set();
                throw new RenderFailedException("no number");
            }
            failed.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            return Interlocked.Increment(ref ended);
        }
    }
}
