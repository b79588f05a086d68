using System.Text.Json;
using OmniAvatar.Evaluation.Frechet;
using OmniAvatar.Evaluation.LipSync;
using OmniAvatar.Evaluation.Reports;
using OmniAvatar.Evaluation.Tests.Frechet;
using OmniAvatar.Tests;
using SkiaSharp;

namespace OmniAvatar.Evaluation.Tests;

public sealed class VideoEvaluatorTests : IDisposable
{
    private readonly EvaluationFolder _folder = new();
    private readonly TorchScriptFile _pictures = TorchScriptFile.MeanOfPictures();
    private readonly TorchScriptFile _clips = TorchScriptFile.MeanOfClips();

    [Fact]
    public async Task Run_SameVideosAndADamagedOne_HaveNoDistanceAndAReason()
    {
        var first = _folder.Video(_folder.Generated, "first.mp4", frames: 18);
        var silent = _folder.Video(_folder.Generated, "silent.mp4", frames: 18, picture: "testsrc", silent: true);
        Directory.CreateDirectory(_folder.Reference);
        foreach (var path in new[] { first, silent })
            File.Copy(path, Path.Combine(_folder.Reference, Path.GetFileName(path)));
        File.WriteAllBytes(Path.Combine(_folder.Generated, "damaged.mp4"), File.ReadAllBytes(first)[..3000]);

        var (report, pairs) = await RunAsync(Models());

        var cells = report.Rows[0].Cells;
        cells.Keys.ShouldBe(["FID", "FVD", "Sync-C", "Sync-D", "IQA", "ASE"]);
        cells["FID"].Value!.Value.ShouldBe(0, 1e-9);
        cells["FVD"].Value!.Value.ShouldBe(0, 1e-6);
        cells["Sync-C"].Value.ShouldNotBeNull();
        cells["Sync-D"].Value!.Value.ShouldBe(report.Rows[1].Cells["Sync-D"].Value!.Value);
        cells["IQA"].ShouldBe(new ReportCell(null, "not supplied"));
        report
            .Videos.Select(video => (video.Side, video.Name, video.Frames))
            .ShouldBe([
                ("generated", "first.mp4", 18),
                ("generated", "silent.mp4", 18),
                ("reference", "first.mp4", 18),
                ("reference", "silent.mp4", 18),
            ]);
        report.Videos[1].Note!.ShouldContain("no sound stream");
        report.Skipped.ShouldHaveSingleItem().Name.ShouldBe("damaged.mp4");
        pairs
            .Select(pair => (pair.Name, pair.Generated.Count, pair.Reference.Count))
            .ShouldBe([("first.mp4", 4, 4), ("silent.mp4", 4, 4)]);
    }

    [Fact]
    public async Task Run_OtherVideosWithoutNetworks_SaysWhatWasNotSupplied()
    {
        _folder.Video(_folder.Generated, "a.mp4", frames: 10);
        _folder.Video(_folder.Reference, "b.mp4", frames: 10, picture: "testsrc");
        using var network = FeatureNetwork.Load(_pictures.Path, FeatureNetworkOptions.Inception);

        var (report, pairs) = await RunAsync(new EvaluationModels { Pictures = network });
        ReportFolder.Write(_folder.Output, report, pairs);

        report.Rows[0].Cells["FID"].Value!.Value.ShouldBeGreaterThan(0.01);
        report.Rows[0].Cells["FVD"].Reason.ShouldBe("not supplied");
        pairs.ShouldHaveSingleItem().Reference.ShouldBeEmpty();
        var markdown = File.ReadAllText(Path.Combine(_folder.Output, "evaluation.md"));
        markdown.ShouldContain("|  | FID | FVD | Sync-C | Sync-D | IQA | ASE |\n");
        markdown.ShouldContain("| not supplied | not supplied | not supplied | not supplied | not supplied |\n");
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Output, "evaluation.json")));
        json.RootElement.GetProperty("rows")[0]
            .GetProperty("cells")
            .GetProperty("FID")
            .GetProperty("value")
            .GetDouble()
            .ShouldBeGreaterThan(0.01);
        using var sheet = SKBitmap.Decode(Path.Combine(_folder.Output, "contact-sheet.png"));
        sheet.Height.ShouldBeGreaterThan(Thumbnail.Rows);
    }

    [Fact]
    public async Task Run_TooShortForAClip_SaysSoForFvdAlone()
    {
        _folder.Video(_folder.Generated, "a.mp4", frames: 6);
        _folder.Video(_folder.Reference, "a.mp4", frames: 6);

        var (report, _) = await RunAsync(Models());

        report.Rows[0].Cells["FID"].Value.ShouldNotBeNull();
        report.Rows[0].Cells["FVD"].Reason.ShouldBe("A Frechet distance needs at least 2 samples on each side, not 0.");
        report.Videos[0].Note.ShouldBe("6 frames are too few for FVD");
    }

    [Fact]
    public async Task Run_NothingToMeasure_IsBadInput()
    {
        (await Should.ThrowAsync<BadInputException>(() => RunAsync(new EvaluationModels()))).Kind.ShouldBe(
            FailureKind.BadInput
        );
        var video = _folder.Video(_folder.Reference, "a.mp4", frames: 6);
        Directory.CreateDirectory(_folder.Generated);
        File.WriteAllText(Path.Combine(_folder.Generated, "a.mp4"), "no video");

        (await Should.ThrowAsync<BadInputException>(() => RunAsync(new EvaluationModels()))).Message.ShouldStartWith(
            "No generated video could be measured; the first: The video "
        );
    }

    [Fact]
    public async Task Run_Progress_CountsFramesAndTellsTheTimeLeft()
    {
        _folder.Video(_folder.Generated, "a.mp4", frames: 6);
        _folder.Video(_folder.Reference, "a.mp4", frames: 6);
        var seen = new List<EvaluationProgress>();

        await new VideoEvaluator(new EvaluationModels()).RunAsync(
            _folder.Generated,
            _folder.Reference,
            seen.Add,
            CancellationToken.None
        );

        seen.Select(progress => (progress.Number, progress.Frames))
            .ShouldBe([.. Enumerable.Range(0, 14).Select(i => (1 + i / 7, i % 7))]);
        seen.Take(7).ShouldAllBe(progress => progress.SecondsLeft == null);
        seen.Skip(7).ShouldAllBe(progress => progress.SecondsLeft > 0);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _pictures.Dispose();
        _clips.Dispose();
    }

    private EvaluationModels Models() =>
        new()
        {
            Pictures = FeatureNetwork.Load(_pictures.Path, FeatureNetworkOptions.Inception),
            Clips = FeatureNetwork.Load(_clips.Path, FeatureNetworkOptions.I3d),
            LipSync = SyncNetFile.Load(
                Path.Combine(Path.GetDirectoryName(GoldenFolder.Root)!, "Golden-more", "syncnet", "weights.safetensors")
            ),
        };

    private async Task<(EvaluationReport Report, IReadOnlyList<ContactPair> Pairs)> RunAsync(EvaluationModels models)
    {
        using (models)
            return await new VideoEvaluator(models).RunAsync(
                _folder.Generated,
                _folder.Reference,
                _ => { },
                CancellationToken.None
            );
    }
}
