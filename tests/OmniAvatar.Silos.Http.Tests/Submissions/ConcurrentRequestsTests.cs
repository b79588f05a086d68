using Microsoft.Extensions.Time.Testing;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Submissions;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

public sealed class ConcurrentRequestsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Take_TenantThatHasItsShare_WaitsAndOthersDoNot()
    {
        await using var places = new ConcurrentRequests(8, 0.25, waiting: 1, Patience, _time);
        var first = await TakeAsync(places, "greedy");
        using var second = await TakeAsync(places, "greedy");

        var third = TakeAsync(places, "greedy");
        using var other = await TakeAsync(places, "other");

        third.IsCompleted.ShouldBeFalse();
        (await Should.ThrowAsync<ApiException>(() => TakeAsync(places, "greedy"))).Code.ShouldBe(
            "full",
            "one may wait"
        );
        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Take_LongerThanIsWaitedFor_IsRefused()
    {
        await using var places = new ConcurrentRequests(1, 0.25, waiting: 5, Patience, _time);
        using var only = await TakeAsync(places, "a");
        var (same, other) = (TakeAsync(places, "a"), TakeAsync(places, "b"));

        _time.Advance(Patience);

        (await Should.ThrowAsync<ApiException>(() => same)).Code.ShouldBe("full");
        (await Should.ThrowAsync<ApiException>(() => other)).Code.ShouldBe("full");
    }

    [Fact]
    public async Task Take_PlaceGivenUpWhileWaiting_IsAnothers()
    {
        await using var places = new ConcurrentRequests(1, 1, waiting: 5, Patience, _time);
        var only = await TakeAsync(places, "a");
        using var gone = new CancellationTokenSource();
        var impatient = places.TakeAsync("a", Full, gone.Token);
        var patient = TakeAsync(places, "b");

        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => impatient);
        only.Dispose();

        (await patient).Dispose();
    }

    private static ApiException Full() => Refusals.Busy("full", "It is full.");

    private static Task<IDisposable> TakeAsync(ConcurrentRequests places, string tenant) =>
        places.TakeAsync(tenant, Full, default);
}
