using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OmniAvatar.Silos.Http.Access;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Tests.Access;

public sealed class RequestRatesTests
{
    // Slow enough that no turn comes back while a test runs: one request goes through, and one waits.
    private const double OneInTenSeconds = 0.1;

    [Fact]
    public async Task Invoke_MoreThanTheKeysRate_WaitsAndThenIsRefused()
    {
        await using var rates = Rates(OneInTenSeconds);
        (await AskAsync(rates, "a")).ShouldBe("answer");
        using var gone = new CancellationTokenSource();

        var waiting = AskAsync(rates, "a", gone.Token);
        var refused = await Should.ThrowAsync<ApiException>(() => AskAsync(rates, "a"));

        waiting.IsCompleted.ShouldBeFalse();
        (refused.Status, refused.Code).ShouldBe((429, "too_many_requests"));
        refused.RetryAfter!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await AskAsync(rates, "b")).ShouldBe("answer");
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData(null, "a")]
    [InlineData(OneInTenSeconds, null)]
    public async Task Invoke_WithoutALimitOrAKey_NeverWaits(double? rate, string? key)
    {
        await using var rates = Rates(rate);

        for (var i = 0; i < 10; i++)
            (await AskAsync(rates, key)).ShouldBe("answer");
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(100, 200)]
    [InlineData(2.5, 5)]
    public async Task Invoke_AfterARest_LetsTwoSecondsOfRequestsThroughAtOnce(double rate, int requests)
    {
        await using var rates = Rates(rate);

        for (var i = 0; i < requests; i++)
            (await AskAsync(rates, "a")).ShouldBe("answer");
    }

    private static RequestRates Rates(double? rate) =>
        new(Options.Create(new VideoApiOptions { RequestsPerSecond = rate }));

    private static async Task<object?> AskAsync(RequestRates rates, string? key, CancellationToken aborted = default)
    {
        Claim[] claims = key is null ? [] : [new Claim(Caller.KeyClaim, key)];
        var context = new DefaultHttpContext
        {
            User = new ClaimsPrincipal(new ClaimsIdentity(claims)),
            RequestAborted = aborted,
        };
        return await rates.InvokeAsync(
            EndpointFilterInvocationContext.Create(context),
            _ => ValueTask.FromResult<object?>("answer")
        );
    }
}
