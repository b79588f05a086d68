using Microsoft.Playwright;
using OmniAvatar.Cli.Tests.Render;
using OmniAvatar.Cli.Tests.Serving;

namespace OmniAvatar.Cli.Tests.Studio;

/// <summary>The studio page of a service with a key: signing in, the operator's view, and all of it by
/// keyboard.</summary>
public sealed class StudioKeyTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private const string Key = "a-key-of-this-test-0123456789";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("studio-key-");

    public void Dispose() => _folder.Delete(recursive: true);

    [BrowserFact]
    public async Task Operator_ByKeyboardAlone_SignsInDrainsASlotAndLeaves()
    {
        using var service = await RunningService.StartAsync(tiny.Model, _folder.FullName, key: Key);
        await using var browser = await StudioBrowser.StartAsync();
        var page = browser.Page;
        await page.GotoAsync(service.Address);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Open the studio" }).WaitForAsync();
        await browser.ShouldSuitEverybodyAsync("signing in");

        await TypeKeyAsync(page, "another-key-0123456789");
        await page.GetByText("The key is not valid, or it was revoked.").WaitForAsync();
        await TypeKeyAsync(page, Key);
        await page.GetByText("There are no videos yet.").WaitForAsync();

        await browser.EnterByKeyboardAsync("Service");
        await page.GetByText("No video has failed.").WaitForAsync();
        await browser.ShouldSuitEverybodyAsync("the operator's view");
        await browser.EnterByKeyboardAsync("Drain ");
        await page.GetByText("Takes no more work").WaitForAsync();
        await browser.EnterByKeyboardAsync("Let ");
        await page.GetByText("Takes no more work").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await browser.EnterByKeyboardAsync("Leave");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Open the studio" }).WaitForAsync();
        // The browser tells of the wrong key on its own.
        browser.Complaints.ShouldAllBe(complaint => complaint.Contains("401", StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task Upload_ConnectionBreaks_IsTriedAgainAndMakesOneVideo()
    {
        using var service = await RunningService.StartAsync(tiny.Model, _folder.FullName);
        await using var browser = await StudioBrowser.StartAsync();
        var page = browser.Page;
        var requests = 0;
        await page.RouteAsync(
            "**/v1/videos",
            route =>
                route.Request.Method == "POST" && requests++ == 0
                    ? route.AbortAsync("connectionreset")
                    : route.ContinueAsync()
        );
        await page.GotoAsync($"{service.Address}/#/new");
        await page.SetInputFilesAsync("input[name=picture]", tiny.Picture);
        await page.SetInputFilesAsync("input[name=sound]", tiny.Word);
        await page.FillAsync("textarea[name=prompt]", "A presenter speaks");

        await page.ClickAsync("text=Make the video");

        await page.GetByText("The connection broke.").WaitForAsync();
        await page.GetByText("Download video").WaitForAsync();
        requests.ShouldBe(2);

        // A question, first answered with no, and then with yes.
        await browser.EnterByKeyboardAsync("Delete");
        await page.GetByText("This cannot be undone.").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.GetByText("This cannot be undone.").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GotoAsync($"{service.Address}/#/");
        await page.Locator(".card").WaitForAsync();
        (await page.Locator(".card").CountAsync()).ShouldBe(1);
        await page.Locator(".card").PressAsync("Enter");
        await page.ClickAsync("text=Delete");
        await page.Locator("dialog .danger").ClickAsync();
        await page.GetByText("There are no videos yet.").WaitForAsync();
        browser.Complaints.ShouldBeEmpty();
    }

    private static async Task TypeKeyAsync(IPage page, string key)
    {
        await page.Locator("input[name=key]").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
    }
}
