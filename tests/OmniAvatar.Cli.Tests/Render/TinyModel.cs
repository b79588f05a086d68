using OmniAvatar.Cli.Tests.Inputs;
using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Render;

/// <summary>A tiny model with random weights, a picture and a sound, made once for all tests that render.</summary>
public sealed class TinyModel : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-tiny-");

    /// <summary>The model folder; nobody may change it.</summary>
    public string Model => PathOf("model");

    public string Picture => PathOf("picture.jpeg");

    /// <summary>Two seconds: a handful of segments.</summary>
    public string Sound => PathOf("sound.wav");

    public async Task InitializeAsync()
    {
        Pictures.WriteJpeg(Picture, 120, 160);
        Sounds.WriteHum(Sound, 2);
        var created = await CliProcess.RunAsync("models", "create", Model, "--preset", "tiny");
        created.ExitCode.ShouldBe(0, created.Error);
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>A copy of the model folder to spoil.</summary>
    public string CopyModel(string target)
    {
        foreach (var file in Directory.EnumerateFiles(Model, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(Model, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}

/// <summary>Tests that render: one at a time, since each keeps the machine busy.</summary>
[CollectionDefinition(Name)]
public sealed class RenderCollection : ICollectionFixture<TinyModel>
{
    public const string Name = "render";
}
