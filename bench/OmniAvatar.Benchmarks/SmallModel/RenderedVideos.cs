using OmniAvatar.Cli.Rendering;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Media.Videos;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Training.Evaluation.Figures;
using SkiaSharp;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>Renders clips by the way that <c>render</c> goes. A clip whose video is there is not rendered again; one that was interrupted goes on.</summary>
internal sealed class RenderedVideos : IVideoSource
{
    private const int NameLength = 12;

    private readonly string _path;
    private readonly ModelFolder _model;
    private readonly string _folder;
    private readonly TextWriter _log;

    /// <param name="model">The model folder.</param>
    /// <param name="output">Holds a folder of pictures, sounds and videos for each model, named by the model's hash.</param>
    /// <param name="log">Is told of each video.</param>
    /// <exception cref="BadInputException">The model folder is none.</exception>
    public RenderedVideos(string model, string output, TextWriter log)
    {
        (_path, _log) = (model, log);
        _model = ModelFolder.Open(model);
        _folder = Path.Combine(output, ModelManifest.Compute(_model).Sha256[..NameLength]);
    }

    public double LateFrames => RenderedTime.LateFrames;

    public async Task<ReadOnlyMemory<byte>> MakeAsync(SpokenClip clip, string variant, Func<RenderChoices, RenderChoices> choose, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_folder);
        var video = PathOf($"{clip.Name}-{variant}.mp4");
        if (!File.Exists(video)) await RenderAsync(clip, video, choose, cancellation);
        return await DecodeAsync(clip, video, cancellation);
    }

    public IReadOnlyList<int> Joints(SpokenClip clip, int frames, int overlap) =>
        SegmentJoints.Of(WindowArithmetic.For(_model.Defaults.MaxTokens, new VideoSize(clip.Side, clip.Side), overlap), frames);

    private async Task RenderAsync(SpokenClip clip, string video, Func<RenderChoices, RenderChoices> choose, CancellationToken cancellation)
    {
        var (picture, sound) = (PathOf($"{clip.Name}.png"), PathOf($"{clip.Name}.wav"));
        WritePicture(picture, clip);
        await File.WriteAllBytesAsync(sound, WaveFile.Of(clip.Speech, Waveform.SampleRate), cancellation);
        await _log.WriteLineAsync($"rendering {Path.GetFileName(video)}");
        var choices = choose(new RenderChoices { Prompt = clip.Prompt, Size = new VideoSize(clip.Side, clip.Side), Shots = ShotMode.Single });
        var options = new RenderOptions
        {
            Model = _path,
            Files = InputFiles.OfOne(picture, sound),
            Output = video,
            Choices = choices,
            Data = PathOf("data"),
        };
        await new RenderSession(options, TimeProvider.System).RunAsync(_ => { }, cancellation);
    }

    private static async Task<ReadOnlyMemory<byte>> DecodeAsync(SpokenClip clip, string video, CancellationToken cancellation)
    {
        using var frames = new MemoryStream();
        await foreach (var picture in PictureStream.ReadAsync(video, cancellation))
        {
            if (picture.Width != clip.Side || picture.Height != clip.Side)
                throw new BadInputException($"The video {video} is {picture.Width}x{picture.Height} and not {clip.Side}x{clip.Side}: it is not of this measurement.");
            frames.Write(picture.Rgb);
        }
        return frames.ToArray();
    }

    private static void WritePicture(string path, SpokenClip clip)
    {
        using var bitmap = new SKBitmap(clip.Side, clip.Side);
        var rgb = clip.Picture.Span;
        for (var i = 0; i < clip.Side * clip.Side; i++)
            bitmap.SetPixel(i % clip.Side, i / clip.Side, new SKColor(rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]));
        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, quality: 100);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
