using OmniAvatar.Silos.Http.Videos;
using OmniAvatar.Testing;

namespace OmniAvatar.Silos.Http.Tests.Videos;

public sealed class SharedLooksTests
{
    private readonly List<TaskCompletionSource<int>> _looks = [];

    private SharedLooks<string, int> Looks { get; }

    public SharedLooksTests() =>
        Looks = new(_ =>
        {
            _looks.Add(new TaskCompletionSource<int>());
            return _looks[^1].Task;
        });

    [Fact]
    public async Task Of_AskedWhileALookRuns_SharesTheNextAndNotTheOneThatRuns()
    {
        var first = Looks.OfAsync("a", default);
        var others = Enumerable.Range(0, 100).Select(_ => Looks.OfAsync("a", default)).ToArray();
        _looks.Count.ShouldBe(1);

        _looks[0].SetResult(1);
        (await first).ShouldBe(1);
        await Until.TrueAsync(() => _looks.Count == 2);
        others.ShouldAllBe(other => !other.IsCompleted);
        _looks[1].SetResult(2);

        (await Task.WhenAll(others)).ShouldAllBe(seen => seen == 2);
        _looks.Count.ShouldBe(2);
        // Nothing is remembered.
        await Until.TrueAsync(() =>
        {
            _ = Looks.OfAsync("a", default);
            return _looks.Count == 3;
        });
    }

    [Fact]
    public async Task Of_LookThatFails_FailsForThoseWhoShareItAlone()
    {
        var first = Looks.OfAsync("a", default);
        var second = Looks.OfAsync("a", default);
        var other = Looks.OfAsync("b", default);

        _looks[0].SetException(new InvalidOperationException());
        await Should.ThrowAsync<InvalidOperationException>(() => first);
        await Until.TrueAsync(() => _looks.Count == 3);
        // The look at the other began before the second one at the first.
        _looks[1].SetResult(8);
        _looks[2].SetResult(7);

        (await second, await other).ShouldBe((7, 8));
    }

    [Fact]
    public async Task Of_WhoeverGoesAway_StopsNobodysLook()
    {
        using var gone = new CancellationTokenSource();
        var first = Looks.OfAsync("a", gone.Token);
        var second = Looks.OfAsync("a", default);

        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        _looks[0].SetResult(1);
        await Until.TrueAsync(() => _looks.Count == 2);
        _looks[1].SetResult(2);

        (await second).ShouldBe(2);
    }
}
