using OmniAvatar.Media.Pictures.Inspection;

namespace OmniAvatar.Media.Tests.Pictures.Inspection;

public sealed class GuardedInspectorTests
{
    [Fact]
    public async Task Inspect_ChildAnswers_ReturnsTheSize() =>
        (await Shell("printf '640 480'").InspectAsync("picture", "image", default)).ShouldBe(new PictureSize(640, 480));

    [Fact]
    public async Task Inspect_ChildRefuses_PassesItsSentenceOnWithoutThePath()
    {
        var inspector = Shell("printf 'The picture %s is damaged.' \"$0\" >&2; exit 3");
        var e = await Should.ThrowAsync<BadInputException>(() =>
            inspector.InspectAsync("/inner/folder/picture", "image", default)
        );
        e.Message.ShouldBe("The picture image is damaged.");
    }

    [Theory]
    [InlineData("kill -SEGV $$")]
    [InlineData("kill -KILL $$")]
    [InlineData("printf 'half a'")]
    public async Task Inspect_ChildDies_IsBadInput(string script)
    {
        var e = await Should.ThrowAsync<BadInputException>(() =>
            Shell(script).InspectAsync("picture", "image", default)
        );
        e.Message.ShouldStartWith("The picture image crashes the decoder");
    }

    [Fact]
    public async Task Inspect_ChildHangs_IsKilledWhenNobodyWaits()
    {
        using var patience = new CancellationTokenSource();
        var inspecting = Shell("exec tail -f /dev/null").InspectAsync("picture", "image", patience.Token);
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => inspecting);
    }

    [Fact]
    public void RunAsChild_AnotherCommandLine_IsNotMeant() =>
        GuardedInspector.RunAsChild(["render", "--image", "a.png"]).ShouldBeNull();

    private static GuardedInspector Shell(string script) => new("/bin/sh", ["-c", script]);
}
