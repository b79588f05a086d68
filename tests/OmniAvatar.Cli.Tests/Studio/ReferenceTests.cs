using OmniAvatar.Cli.Tests.Serving;

namespace OmniAvatar.Cli.Tests.Studio;

/// <summary>The page that shows the API's document, in a browser, on a real <c>serve</c>.</summary>
public sealed class ReferenceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reference-");

    public void Dispose() => _folder.Delete(recursive: true);

    [BrowserFact]
    public async Task Page_ShowsEveryGroupOfRoutes_AndAsksNobodyElse()
    {
        using var service = await RunningService.StartAsync(RepositoryFolder.PathOf("models/demo"), _folder.FullName);
        await using var browser = await StudioBrowser.StartAsync();
        await browser.Page.GotoAsync($"{service.Address}/docs");
        foreach (var heading in new[] { "OmniAvatar video API", "Videos", "While it renders", "Webhooks", "Operators" })
            await browser.Page.GetByText(heading, new() { Exact = true }).First.WaitForAsync();
        await browser.Page.GetByText("Ask for a video").First.WaitForAsync();

        browser.Complaints.ShouldBeEmpty();
        browser.Hosts.ShouldBe([new Uri(service.Address).Authority]);
    }
}
