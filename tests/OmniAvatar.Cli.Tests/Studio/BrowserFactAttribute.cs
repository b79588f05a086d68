namespace OmniAvatar.Cli.Tests.Studio;

/// <summary>A test in a browser; without one it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = StudioBrowser.Program is null ? "Chromium is not installed." : null;
}
