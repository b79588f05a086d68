using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace OmniAvatar.Cli.Tests.Studio;

/// <summary>Debian's Chromium without a window, and what its console says of the page.</summary>
internal sealed class StudioBrowser : IAsyncDisposable
{
    private const int MostStops = 60;
    private const float PatienceMs = 300_000; // for a machine that renders other tests' videos meanwhile

    private static readonly string[] Switches =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--autoplay-policy=no-user-gesture-required",
    ];

    private readonly IPlaywright _driver;
    private readonly IBrowser _browser;

    private StudioBrowser(IPlaywright driver, IBrowser browser, IPage page)
    {
        (_driver, _browser, Page) = (driver, browser, page);
        page.SetDefaultTimeout(PatienceMs);
        page.PageError += (_, error) => Complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" && !IsOfTheNetwork(message.Text))
                Complaints.Add(message.Text);
        };
        page.Request += (_, request) =>
        {
            // Pictures and recordings that the page holds itself have addresses without a host.
            if (new Uri(request.Url) is { Scheme: "http" or "https" } address)
                Hosts.Add(address.Authority);
        };
    }

    /// <summary>Where the browser is, or null.</summary>
    public static string? Program { get; } =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(
            File.Exists
        );

    public IPage Page { get; }

    /// <summary>Errors in the console; a service that is being restarted is none.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Who was asked for anything.</summary>
    public HashSet<string> Hosts { get; } = [];

    public static async Task<StudioBrowser> StartAsync(
        int width = 1280,
        int height = 900,
        ColorScheme scheme = ColorScheme.Light
    )
    {
        var driver = await Playwright.CreateAsync();
        var browser = await driver.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = Switches }
        );
        var page = await browser.NewPageAsync(
            new BrowserNewPageOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = height },
                ColorScheme = scheme,
            }
        );
        return new StudioBrowser(driver, browser, page);
    }

    /// <summary>Fails where what is shown shuts somebody out, or is wider than the window.</summary>
    public async Task ShouldSuitEverybodyAsync(string view)
    {
        var width = Page.ViewportSize!.Width;
        var found = await Page.RunAxe();
        found
            .Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{view} at {width}: {violation.Id} {violation.Nodes[0].Html}")
            .ShouldBeEmpty();
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
    }

    /// <summary>Moves by the tabulator key alone to what has this name, and presses Enter there.</summary>
    public async Task EnterByKeyboardAsync(string name)
    {
        const string focused = "(document.activeElement.ariaLabel ?? document.activeElement.textContent).trim()";
        for (var stops = 0; stops < MostStops; stops++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (
                await Page.EvaluateAsync<string>(focused) is { } found
                && found.StartsWith(name, StringComparison.Ordinal)
            )
            {
                await Page.Keyboard.PressAsync("Enter");
                return;
            }
        }
        throw new InvalidOperationException($"The keyboard does not reach '{name}'.");
    }

    /// <summary>Keeps a picture for the documents where the environment names a folder for them, see
    /// build/studio-screenshots.sh.</summary>
    public static async Task KeepScreenshotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("OMNIAVATAR_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(
                new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true }
            );
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _driver.Dispose();
    }

    private static bool IsOfTheNetwork(string text) => text.Contains("net::ERR_", StringComparison.Ordinal);
}
