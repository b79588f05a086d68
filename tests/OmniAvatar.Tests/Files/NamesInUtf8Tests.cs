using OmniAvatar.Files;

namespace OmniAvatar.Tests.Files;

public sealed class NamesInUtf8Tests
{
    [Fact]
    public void FirstWrong_Latin1_ShowsTheBytes() =>
        NamesInUtf8.FirstWrong([.. "render\0é.png\0caf"u8, 0xE9, .. ".mp4\0"u8]).ShouldBe(@"'caf\xe9.mp4'");

    [Fact]
    public void FirstWrong_Utf8_IsNothing() => NamesInUtf8.FirstWrong("render\0--prompt\0née 🙂\0"u8).ShouldBeNull();

    [Fact]
    public void FindProblem_ThisProcess_HasNone() => NamesInUtf8.FindProblem().ShouldBeNull();
}
