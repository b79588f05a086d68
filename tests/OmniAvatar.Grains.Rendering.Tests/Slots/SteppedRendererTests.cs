using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;
using OmniAvatar.Testing;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Rendering.Tests.Slots;

/// <summary>The stand-in for the model must interrupt and resume as the model does, or what is proved with it proves
/// nothing.</summary>
public sealed class SteppedRendererTests : IDisposable
{
    private static readonly JobId Job = new("local", "job");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Render_EndedAfterAnyStep_GivesTheSamePartsFromItsCheckpoint()
    {
        var whole = Parts(Render(Folder("whole"), endsAfter: null).Output);
        for (var step = 1; step <= TestJobs.Steps; step++)
        {
            var checkpoints = Folder($"ended-{step}");
            Should.Throw<OperationCanceledException>(() => Render(checkpoints, endsAfter: step));

            var (output, session) = Render(checkpoints, endsAfter: null);

            session.ResumedFrom.ShouldBe(step);
            Parts(output).ShouldBe(whole);
        }
    }

    [Fact]
    public void Render_FurthestCheckpointIsDamaged_GoesOnFromTheOneBefore()
    {
        var checkpoints = Folder("damaged");
        Should.Throw<OperationCanceledException>(() => Render(checkpoints, endsAfter: 3));
        var furthest = Directory.EnumerateFiles(checkpoints).Order().Last();
        var bytes = File.ReadAllBytes(furthest);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(furthest, bytes);

        var session = Render(checkpoints, endsAfter: null).Session;

        session.ResumedFrom.ShouldBe(2);
        session.PassedOver.ShouldHaveSingleItem();
    }

    [Fact]
    public void Render_OtherClass_BeginsAnew()
    {
        var checkpoints = Folder("class");
        Should.Throw<OperationCanceledException>(() => Render(checkpoints, endsAfter: 3));

        Render(checkpoints, endsAfter: null, numericClass: "device=other").Session.ResumedFrom.ShouldBe(0);
    }

    public void Dispose() => _folder.Dispose();

    private string Folder(string name) => Directory.CreateDirectory(_folder.Below(name)).FullName;

    private (RenderOutput Output, FolderSession Session) Render(
        string checkpoints,
        int? endsAfter,
        string numericClass = "device=stepped"
    )
    {
        var nothing = new Dictionary<string, string>();
        var task = new RenderTask(
            Job.Segment(0, 0),
            TestJobs.Request(),
            TestJobs.Plan([1]),
            [],
            [],
            nothing,
            nothing,
            Folder("output")
        );
        var renderer = new SteppedRenderer(
            new SteppedRendererOptions { NumericClass = new NumericClass(numericClass) }
        );
        using var session = new FolderSession(checkpoints) { EndsAfter = endsAfter };
        return (renderer.Render(task, session), session);
    }

    private static byte[][] Parts(RenderOutput output) =>
        [File.ReadAllBytes(output.Parts[PartRoles.Fragment]), File.ReadAllBytes(output.Parts[PartRoles.Prefix])];
}
