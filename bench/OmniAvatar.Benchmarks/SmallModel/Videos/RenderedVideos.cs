using OmniAvatar.Benchmarks.SmallModel.Reports;
using OmniAvatar.Cli.Rendering;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Evaluation.Figures;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Media.Videos.Sources;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Benchmarks.SmallModel.Videos;

/// <summary>Renders clips by the way that <c>render</c> goes. A clip whose video is there is not rendered again; one
/// that was interrupted goes on.</summary>
internal sealed class RenderedVideos : IVideoSource
{
    private const int NameLength = 12;

    private readonly string _path;
    private readonly ModelFolder _model;
    private readonly string _folder;
    private readonly int? _steps;
    private readonly RenderProgress _progress;

    /// <param name="model">The model folder.</param>
    /// <param name="output">Holds a folder of pictures, sounds and videos for each model, named by the model's
    /// hash.</param>
    /// <param name="steps">Denoising steps; null for the model's.</param>
    /// <param name="progress">Receives each video.</param>
    /// <exception cref="BadInputException">The folder is not a model folder.</exception>
    public RenderedVideos(string model, string output, int? steps, RenderProgress progress)
    {
        (_path, _steps, _progress) = (model, steps, progress);
        _model = ModelFolder.Open(model);
        _folder = Path.Combine(output, ModelManifest.Compute(_model).Sha256[..NameLength]);
    }

    public double LateFrames => RenderedTime.LateFrames;

    public RenderChoices Usual => UsualChoices.Of(_model.Defaults, _steps);

    public WindowArithmetic Window(int overlap) => UsualChoices.Window(_model.Defaults, overlap);

    public async Task<ReadOnlyMemory<byte>> MakeAsync(
        SpokenClip clip,
        Func<RenderChoices, RenderChoices> choose,
        CancellationToken cancellation
    )
    {
        var choices = choose(Usual) with { Prompts = [clip.Prompt] };
        var name = VideoName.Of(clip, choices, _model.Defaults);
        var video = Path.Combine(_folder, $"{name}.mp4");
        var windows = RenderCost.WindowsOf(Window(choices.Overlap!.Value), clip.Opening.Length);
        if (File.Exists(video))
            _progress.Found(video, windows);
        else
            await RenderAsync(clip, choices, video, windows, cancellation);
        return await DecodeAsync(clip, video, cancellation);
    }

    private async Task RenderAsync(
        SpokenClip clip,
        RenderChoices choices,
        string video,
        int windows,
        CancellationToken cancellation
    )
    {
        Directory.CreateDirectory(_folder);
        _progress.Begin(video);
        var options = new RenderOptions
        {
            Model = _path,
            Files = InputFiles.OfOne(ClipFiles.WritePicture(clip, _folder), ClipFiles.WriteSound(clip, _folder)),
            Output = video,
            Choices = choices,
            Data = Path.Combine(_folder, "data"),
        };
        await new RenderRun(options, TimeProvider.System).RunAsync(
            happened => _progress.Show(happened, windows),
            cancellation
        );
    }

    private static async Task<ReadOnlyMemory<byte>> DecodeAsync(
        SpokenClip clip,
        string video,
        CancellationToken cancellation
    )
    {
        using var frames = new MemoryStream();
        await foreach (
            var picture in PictureStream.ReadAsync(await VideoSource.OpenAsync(video, cancellation), cancellation)
        )
        {
            if (picture.Width != clip.Side || picture.Height != clip.Side)
                throw new BadInputException(
                    $"The video {video} has {picture.Width}x{picture.Height} pixels instead of "
                        + $"{clip.Side}x{clip.Side}: it belongs to another measurement."
                );
            frames.Write(picture.Rgb);
        }
        return frames.ToArray();
    }
}
