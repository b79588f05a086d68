using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Pipelines;
using OmniAvatar.Diffusion.Tests.Models;
using OmniAvatar.Diffusion.Tests.Weights;
using OmniAvatar.Finishing;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;
using OmniAvatar.Requests;
using OmniAvatar.Testing;
using TorchSharp;

namespace OmniAvatar.Diffusion.Tests.Pipelines.Checkpoints;

/// <summary>A job of two short segments for the tiny model, rendered by the real renderer without a cluster.</summary>
internal sealed class TinyWork : IDisposable
{
    public const int Steps = 6;

    private const string Identity = "tiny";
    private const int Samples = 16000;

    private static readonly JobId Job = new("local", "tiny");

    private readonly TemporaryFolder _folder = new();
    private readonly AvatarRenderer _renderer;
    private readonly RenderRequest _request;
    private readonly RenderPlan _plan;
    private readonly IReadOnlyDictionary<string, string> _conditioning;

    public TinyWork(TinyModel model, RenderChoices choices)
    {
        var folder = ModelFolder.Open(model.Path);
        _renderer = new AvatarRenderer(
            folder,
            Identity,
            RendererOptions.For(torch.CPU, 1),
            new GreyPicture(),
            new RawFragments()
        );
        var facts = new InputFacts
        {
            Speakers = [new SpeakerFacts("picture", 96, 64, "sound")],
            SpeechSamples = Samples,
        };
        _request = RequestBuilder.Build(choices, folder.Defaults, Identity, facts, _renderer.NumericClass.Text);
        _plan = SegmentPlanner.Plan(_request);
        WriteSpeech();
        using var session = new FolderSession(Folder("none"));
        _conditioning = _renderer.Render(Task(WorkId.Conditioning(Job), Folder("conditioning")), session).Parts;
    }

    /// <summary>The first segment of the shot; it leaves a prefix.</summary>
    public static WorkId First { get; } = new(Job, 0, 0);

    /// <summary>A new or present folder of this work.</summary>
    public string Folder(string name) => Directory.CreateDirectory(_folder.File(name)).FullName;

    /// <summary>Renders the first segment as an attempt whose checkpoints are those of the session.</summary>
    public RenderOutput Render(FolderSession session) =>
        _renderer.Render(Task(First, Folder($"output-{Guid.NewGuid():N}")), session);

    public void Dispose()
    {
        _renderer.Dispose();
        _folder.Dispose();
    }

    private RenderTask Task(WorkId work, string output) =>
        new(
            work,
            _request,
            _plan,
            ["picture"],
            [_folder.File("speech.f32")],
            _conditioning ?? new Dictionary<string, string>(),
            new Dictionary<string, string>(),
            output
        );

    private void WriteSpeech()
    {
        var random = new Random(5);
        using var file = new BinaryWriter(File.Create(_folder.File("speech.f32")));
        for (var sample = 0; sample < Samples; sample++)
            file.Write((float)(random.NextDouble() - 0.5));
    }

    private sealed class GreyPicture : IPictureReader
    {
        public Picture Read(string path) => new(96, 64, [.. Enumerable.Repeat((byte)128, 96 * 64 * 3)]);
    }

    private sealed class RawFragments : IFragmentEncoder
    {
        public IFragmentWriter Begin(
            string path,
            int width,
            int height,
            int framesPerSecond,
            DrawnText? drawn = null
        ) => new Writer(path);

        private sealed class Writer(string path) : IFragmentWriter
        {
            private readonly FileStream _file = File.Create(path);

            public void Write(ReadOnlySpan<byte> rgb24) => _file.Write(rgb24);

            public void Finish() => _file.Flush();

            public void Dispose() => _file.Dispose();
        }
    }
}
