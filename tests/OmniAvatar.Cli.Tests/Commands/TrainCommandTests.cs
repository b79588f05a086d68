using System.Text.Json;
using OmniAvatar.Cli.Tests.Processes;
using OmniAvatar.Cli.Tests.Render;
using OmniAvatar.Tests.Samples;
using OmniAvatar.Training.Samples;
using static TorchSharp.torch;

namespace OmniAvatar.Cli.Tests.Commands;

public sealed class TrainCommandTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private static readonly SampleSizes Sizes = new(8, 64, 14 * 24);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-train-");

    [Fact]
    public async Task Train_Twice_WritesWhatRendersAndThenSaysThatItIsThere()
    {
        WriteSamples();
        string[] command =
        [
            "train",
            "--model",
            model.Model,
            "--data",
            PathOf("samples"),
            "--output",
            PathOf("out"),
            "--rank",
            "4",
            "--steps",
            "3",
            "--threads",
            "1",
            "--preview-image",
            model.Picture,
            "--preview-audio",
            model.Word,
            "--json",
        ];

        var first = await CliCommand.RunAsync(command);
        var second = await CliCommand.RunAsync(command);
        var rendered = await CliCommand.RunAsync(
            "render",
            "--model",
            PathOf("out/model"),
            "--image",
            model.Picture,
            "--audio",
            model.Word,
            "--prompt",
            "a face",
            "--output",
            PathOf("video.mp4"),
            "--data",
            PathOf("data"),
            "--steps",
            "1"
        );

        first.ExitCode.ShouldBe(0, first.Error);
        first
            .Output.TrimEnd()
            .Split('\n')
            .Select(Event)
            .ShouldBe(["started", "step", "step", "step", "validated", "finished"]);
        second.ExitCode.ShouldBe(0, second.Error);
        second.Output.ShouldContain("\"wasFinished\":true");
        File.Exists(PathOf("out/previews/step-0000000003.mp4")).ShouldBeTrue();
        rendered.ExitCode.ShouldBe(0, rendered.Error);
    }

    [Fact]
    public async Task Train_NoSamples_IsBadInput()
    {
        var result = await CliCommand.RunAsync(
            "train",
            "--model",
            model.Model,
            "--data",
            _folder.FullName,
            "--output",
            PathOf("out")
        );

        result.ShouldFail(3, "manifest.json");
    }

    [Fact]
    public async Task Train_LayerThatNoBlockHas_IsWrongUse()
    {
        WriteSamples();

        var result = await CliCommand.RunAsync(
            "train",
            "--model",
            model.Model,
            "--data",
            PathOf("samples"),
            "--output",
            PathOf("out"),
            "--targets",
            "q,x"
        );

        result.ShouldFail(2, "targets");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string? Event(string line) => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString();

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private void WriteSamples()
    {
        using var scope = NewDisposeScope();
        var samples = new SmallSamples(PathOf("samples"), Sizes, zeros(1, Sizes.TextWidth), zeros(4, Sizes.TextWidth));
        for (var i = 0; i < 3; i++)
            samples.Add(
                zeros([16, 1, 4, 4]),
                "zeros",
                isForValidation: i == 2,
                (zeros([16, 3, 4, 4]), zeros(9, Sizes.AudioWidth))
            );
        samples.Finish();
    }
}
