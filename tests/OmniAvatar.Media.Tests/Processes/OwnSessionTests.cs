using System.Diagnostics;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Tests.Processes;

public sealed class OwnSessionTests
{
    [Fact]
    public async Task Of_AProgram_IsOurChildButNotOfOurSession()
    {
        var start = OwnSession.Of("cat", "/proc/self/stat").ShouldNotBeNull();
        start.RedirectStandardOutput = true;
        using var cat = Process.Start(start).ShouldNotBeNull();
        var its = Parse(await cat.StandardOutput.ReadToEndAsync());
        var ours = Parse(await File.ReadAllTextAsync("/proc/self/stat"));

        its.Parent.ShouldBe(Environment.ProcessId);
        its.Session.ShouldBe(cat.Id);
        its.Session.ShouldNotBe(ours.Session);
    }

    [Fact]
    public void Of_NoSuchProgram_IsNull() => OwnSession.Of("no-such-program", "").ShouldBeNull();

    // "pid (name) state parent group session …", and a name may hold anything.
    private static (int Parent, int Session) Parse(string stat) =>
        stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is [_, var parent, _, var session, ..]
            ? (int.Parse(parent), int.Parse(session))
            : default;
}
