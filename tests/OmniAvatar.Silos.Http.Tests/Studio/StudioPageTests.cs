using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using OmniAvatar.Silos.Http.Studio;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Studio;

[Collection(ApiCollection.Name)]
public sealed partial class StudioPageTests(ApiHost host) : IDisposable
{
    private readonly HttpClient _browser = new() { BaseAddress = host.Address };
    private readonly StudioFiles _files = new();

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task Page_WithoutKey_IsGivenUnderAStrictPolicy()
    {
        using var answer = await _browser.GetAsync("/");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self';");
        policy.ShouldNotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"]);
        answer.Headers.CacheControl.ShouldNotBeNull().NoCache.ShouldBeTrue();
    }

    [Fact]
    public async Task Page_SeenBefore_IsNotSentAgain()
    {
        using var first = await _browser.GetAsync("/");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag.ShouldNotBeNull());

        using var second = await _browser.SendAsync(request);

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Files_NamedByThePageAndItsModules_AreThere()
    {
        var page = await _browser.GetStringAsync("/");
        foreach (Match link in Address().Matches(page))
            _files.Find(link.Groups[1].Value).ShouldNotBeNull(link.Value);
        foreach (
            var path in _files.Paths.Where(path =>
                path.EndsWith(".js", StringComparison.Ordinal) && !path.StartsWith("vendor/", StringComparison.Ordinal)
            )
        )
        {
            var module = new Uri($"http://studio/{path}");
            var text = await _browser.GetStringAsync($"/studio/{_files.Version}/{path}");
            foreach (Match import in Import().Matches(text))
                _files
                    .Find(new Uri(module, import.Groups[1].Value).AbsolutePath[1..])
                    .ShouldNotBeNull($"{path}: {import.Value}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_OfAVersion_IsKeptForGoodOnlyIfItIsThisVersion(bool isThis)
    {
        using var answer = await _browser.GetAsync($"/studio/{(isThis ? _files.Version : "other")}/app.js");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("text/javascript");
        var caching = answer.Headers.CacheControl.ShouldNotBeNull();
        (caching.MaxAge > TimeSpan.FromDays(300)).ShouldBe(isThis);
        caching.NoCache.ShouldBe(!isThis);
    }

    [Theory]
    [InlineData("nothing.js")]
    [InlineData("..%2f..%2fappsettings.json")]
    [InlineData("index.html")]
    public async Task File_ThatIsNotOfThePage_IsNotFound(string path)
    {
        using var answer = await _browser.GetAsync($"/studio/{_files.Version}/{path}");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task File_ForABrowser_IsCompressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/studio/{_files.Version}/vendor/hls.js");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));

        using var answer = await _browser.SendAsync(request);

        answer.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        answer.Content.Headers.ContentLength.ShouldBe(_files.Find("vendor/hls.js")!.Gzip.Length);
    }

    [GeneratedRegex("(?:src|href)=\"/studio/[0-9a-f]+/([^\"]+)\"")]
    private static partial Regex Address();

    [GeneratedRegex("^(?:import|export)[^;]* from \"([^\"]+)\";", RegexOptions.Multiline)]
    private static partial Regex Import();
}
