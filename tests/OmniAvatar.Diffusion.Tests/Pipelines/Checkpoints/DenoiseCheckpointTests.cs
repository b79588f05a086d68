using OmniAvatar.Artifacts;
using OmniAvatar.Diffusion.Tests.Models;
using OmniAvatar.Rendering;
using OmniAvatar.Requests;
using OmniAvatar.Testing;

namespace OmniAvatar.Diffusion.Tests.Pipelines.Checkpoints;

/// <summary>Segments of the real renderer, ended and gone on with.</summary>
public sealed class DenoiseCheckpointTests(TinyModel model) : IClassFixture<TinyModel>
{
    private const string Whole = "whole";

    [Theory]
    [InlineData(null, 4.5)]
    [InlineData(null, 3.0)]
    [InlineData(0.14, 4.5)]
    [InlineData(0.14, 3.0)]
    public void Render_ResumedAtEveryStep_GivesTheSameLatentsFramesAndPrefix(double? teaCache, double audioGuidance)
    {
        using var work = new TinyWork(model, Choices(teaCache, audioGuidance));
        var (whole, steps) = Render(work, Whole);
        steps.ResumedFrom.ShouldBe(0);
        whole.FramesSha256.ShouldNotBeNull();

        for (var step = 1; step <= TinyWork.Steps; step++)
        {
            File.Copy(
                steps.PathOf(step),
                Path.Combine(work.Folder($"from-{step}"), Path.GetFileName(steps.PathOf(step)))
            );
            var (output, resumed) = Render(work, $"from-{step}");

            resumed.ResumedFrom.ShouldBe(step);
            resumed.Reports.Count(report => report.Phase == RenderPhase.Denoise).ShouldBe(1 + TinyWork.Steps - step);
            Bytes(resumed.PathOf(TinyWork.Steps))
                .ShouldBe(Bytes(steps.PathOf(TinyWork.Steps)), "the last latents and caches differ");
            output.FramesSha256.ShouldBe(whole.FramesSha256);
            Bytes(output.Parts[PartRoles.Prefix]).ShouldBe(Bytes(whole.Parts[PartRoles.Prefix]), "the prefix differs");
        }
    }

    [Fact]
    public void Render_EndedAgainAndAgain_GoesOnEachTimeAndGivesTheSameFrames()
    {
        using var work = new TinyWork(model, Choices(0.14, 3.0));
        var whole = Render(work, Whole).Output;

        foreach (var step in new[] { 1, 2, 5 })
        {
            using var session = new FolderSession(work.Folder("ended")) { EndsAfter = step };
            Should.Throw<OperationCanceledException>(() => work.Render(session));
        }
        var (output, resumed) = Render(work, "ended");

        resumed.ResumedFrom.ShouldBe(5);
        output.FramesSha256.ShouldBe(whole.FramesSha256);
    }

    [Fact]
    public void Render_FurthestCheckpointsAreDamaged_GoesOnFromTheLastSoundOne()
    {
        using var work = new TinyWork(model, Choices(0.14, 4.5));
        var (whole, steps) = Render(work, Whole);
        Damage(steps.PathOf(6), bytes => bytes[^100] ^= 1);
        Damage(steps.PathOf(5), bytes => bytes[3] = 0xff);
        File.WriteAllBytes(steps.PathOf(4), Bytes(steps.PathOf(4))[..^1]);
        File.WriteAllBytes(steps.PathOf(3), []);

        var (output, resumed) = Render(work, Whole);

        resumed.ResumedFrom.ShouldBe(2);
        resumed.PassedOver.Count.ShouldBe(4);
        output.FramesSha256.ShouldBe(whole.FramesSha256);
    }

    [Fact]
    public void Render_CheckpointsOfOtherWorkOrClass_BeginsAnew()
    {
        using var other = new TinyWork(model, Choices(null, 4.5) with { Seed = 43 });
        using var work = new TinyWork(model, Choices(null, 4.5));
        var foreign = Render(other, Whole).Session;
        var steps = Render(work, Whole).Session;
        var checkpoints = work.Folder("foreign");
        File.Copy(foreign.PathOf(6), Path.Combine(checkpoints, "0006"));
        File.WriteAllBytes(Path.Combine(checkpoints, "0005"), WithOtherClass(Bytes(steps.PathOf(5))));

        var resumed = Render(work, "foreign").Session;

        resumed.ResumedFrom.ShouldBe(0);
        resumed.PassedOver.Count.ShouldBe(2);
        resumed.PassedOver.ShouldContain(why => why.Contains("inputs"));
        resumed.PassedOver.ShouldContain(why => why.Contains("numericClass"));
    }

    private static RenderChoices Choices(double? teaCache, double audioGuidance) =>
        new()
        {
            Prompts = ["a person speaks"],
            Steps = TinyWork.Steps,
            TeaCache = teaCache,
            Guidance = 4.5,
            AudioGuidance = audioGuidance,
        };

    private static (RenderOutput Output, FolderSession Session) Render(TinyWork work, string checkpoints)
    {
        using var session = new FolderSession(work.Folder(checkpoints));
        return (work.Render(session), session);
    }

    private static byte[] Bytes(string path) => File.ReadAllBytes(path);

    private static void Damage(string path, Action<byte[]> change)
    {
        var bytes = Bytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>The same file, said to come from a machine with another libtorch.</summary>
    private static byte[] WithOtherClass(byte[] file)
    {
        var place = file.AsSpan().IndexOf("libtorch="u8);
        file[place + "libtorch=".Length]++;
        return file;
    }
}
