using OmniAvatar.Cli.Rendering;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Requests;
using OmniAvatar.Training.Transformers;

namespace OmniAvatar.Cli.Training;

/// <summary>Renders a short video with the model as it has become, by the way that <c>render</c> goes, to
/// <c>OUTPUT/previews/step-….mp4</c>.</summary>
/// <param name="image">Whom to show.</param>
/// <param name="audio">The speech.</param>
/// <param name="prompt">What to show.</param>
/// <param name="output">The training's folder.</param>
/// <param name="device">Where to compute; null takes a GPU if there is one.</param>
internal sealed class RenderedPreview(string image, string audio, string prompt, string output, string? device)
    : ITrainingPreview
{
    public void Render(long step, string model, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.Combine(output, "previews")).FullName;
        var run = new RenderRun(
            new RenderOptions
            {
                Model = model,
                Files = InputFiles.OfOne(image, audio),
                Output = Path.Combine(folder, $"step-{step:D10}.mp4"),
                Choices = new RenderChoices { Prompts = [prompt] },
                Data = Path.Combine(folder, "data"),
                Device = device,
            },
            TimeProvider.System
        );
        run.RunAsync(_ => { }, cancellation).GetAwaiter().GetResult();
    }
}
