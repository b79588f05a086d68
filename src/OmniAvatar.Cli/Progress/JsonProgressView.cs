using System.Text.Json;

namespace OmniAvatar.Cli.Progress;

/// <summary>One JSON object per line and event, flushed at once.</summary>
internal sealed class JsonProgressView(TextWriter output) : IProgressView
{
    private readonly Lock _gate = new();

    public Task RunAsync(Func<Action<RenderEvent>, Task> work) => work(Show);

    public void Show(RenderEvent happened)
    {
        var line = JsonSerializer.Serialize(happened, RenderEventJson.Default.RenderEvent);
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
