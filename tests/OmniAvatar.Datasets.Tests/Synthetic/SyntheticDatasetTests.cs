using System.Text.Json;
using OmniAvatar.Datasets.Synthetic.Clips;
using OmniAvatar.Media.Videos;

namespace OmniAvatar.Datasets.Tests.Synthetic;

public sealed class SyntheticDatasetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("synthetic").FullName;
    private readonly Heard _heard = new();

    [Fact]
    public async Task Write_AFolder_HoldsClipsCaptionsAndTruth()
    {
        await Write(
            new SyntheticClipOptions
            {
                Count = 2,
                LeastSeconds = 1,
                MostSeconds = 2,
            }
        );

        var video = await VideoProbe.ReadAsync(Path.Combine(_folder, "clip-000001.mp4"), default);
        var truth = JsonDocument.Parse(File.ReadLines(Path.Combine(_folder, "truth.jsonl")).First()).RootElement;
        (video.Width, video.Height, video.FrameRate, video.SoundCodec).ShouldBe((96, 96, "25/1", "aac"));
        truth.GetProperty("opening").GetArrayLength().ShouldBe(video.Frames);
        File.ReadLines(Path.Combine(_folder, "captions.jsonl")).Count().ShouldBe(2);
        Directory.GetFiles(_folder).Length.ShouldBe(5);
    }

    [Fact]
    public async Task Write_MoreClips_KeepsThoseThatAreThere()
    {
        var options = new SyntheticClipOptions
        {
            Count = 1,
            LeastSeconds = 1,
            MostSeconds = 1,
        };
        await Write(options);
        await Write(options with { Count = 2 });

        _heard.Reports.Select(report => report.Kept).ShouldBe([false, true, false]);
    }

    [Fact]
    public async Task Write_AnotherSeedIntoTheSameFolder_IsWrongUse()
    {
        var options = new SyntheticClipOptions
        {
            Count = 1,
            LeastSeconds = 1,
            MostSeconds = 1,
        };
        await Write(options);

        await Should.ThrowAsync<WrongUseException>(() => Write(options with { Seed = 1 }));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task Write(SyntheticClipOptions options) =>
        SyntheticDataset.WriteAsync(_folder, options, _heard, TimeProvider.System, default);

    private sealed class Heard : IProgress<DatasetProgress>
    {
        public List<DatasetProgress> Reports { get; } = [];

        public void Report(DatasetProgress value) => Reports.Add(value);
    }
}
