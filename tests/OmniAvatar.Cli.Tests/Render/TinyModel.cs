using OmniAvatar.Cli.Tests.Inputs;
using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Render;

/// <summary>A tiny model with random weights, a picture and sounds, made once for all classes that run at a
/// time.</summary>
public sealed class TinyModel : IAsyncLifetime
{
    private static readonly Lock Shared = new();
    private static Task<DirectoryInfo>? _made;
    private static int _users;

    private DirectoryInfo? _folder;

    /// <summary>The model folder; nobody may change it.</summary>
    public string Model => PathOf("model");

    public string Picture => PathOf("picture.jpeg");

    /// <summary>0.45 s. With the silence before it 18.75 frames, rounded up, and the picture itself: 20 frames in 1
    /// segment.</summary>
    public string Word => PathOf("word.wav");

    /// <summary>0.8 s: 29 frames in 2 segments.</summary>
    public string Phrase => PathOf("phrase.wav");

    /// <summary>1.2 s: 39 frames in 4 segments.</summary>
    public string Sentence => PathOf("sentence.wav");

    public async Task InitializeAsync()
    {
        Task<DirectoryInfo> made;
        lock (Shared)
        {
            _users++;
            made = _made ??= MakeAsync();
        }
        _folder = await made;
    }

    /// <summary>Whoever is the last to need the folder removes it.</summary>
    public Task DisposeAsync()
    {
        lock (Shared)
        {
            if (--_users > 0)
                return Task.CompletedTask;
            _made = null;
        }
        _folder?.Delete(recursive: true);
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

    private static async Task<DirectoryInfo> MakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("omniavatar-tiny-");
        var made = new TinyModel { _folder = folder };
        Pictures.WriteJpeg(made.Picture, 120, 160);
        Sounds.WriteHum(made.Word, 0.45);
        Sounds.WriteHum(made.Phrase, 0.8);
        Sounds.WriteHum(made.Sentence, 1.2);
        var created = await CliCommand.RunAsync("models", "create", made.Model, "--preset", "tiny");
        created.ExitCode.ShouldBe(0, created.Error);
        return folder;
    }

    private string PathOf(string name) => Path.Combine(_folder!.FullName, name);
}
