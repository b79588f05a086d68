using FFMpegCore;
using OmniAvatar.Media.Ffmpeg;

namespace OmniAvatar.Media.Tests.Ffmpeg;

public sealed class OutputOptionsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a \"b\"", """-metadata "comment=a \"b\"" """)]
    [InlineData("""\" -f null""", """-metadata "comment=\\\" -f null" """)]
    [InlineData("""end\""", """-metadata "comment=end\\" """)]
    public void WithComment_AnyText_IsOneArgument(string comment, string written) =>
        Line(output => output.WithComment(comment)).ShouldBe(written);

    [Fact]
    public void WithBitExactPictures_ClosedGroups_AreFlagsOfOneOption()
    {
        Line(output => output.WithBitExactPictures()).ShouldBe("-flags +bitexact ");
        Line(output => output.WithBitExactPictures(closedGroups: true)).ShouldBe("-flags +cgop+bitexact ");
    }

    [Fact]
    public void ConvertedToBt709_Pictures_AreScaledExactly() =>
        Line(output => output.ConvertedToBt709())
            .ShouldBe(
                "-sws_flags bicubic+accurate_rnd+full_chroma_int+bitexact "
                    + "-vf \"scale=out_color_matrix=bt709:out_range=tv\" "
            );

    /// <summary>What an output's options add to a command.</summary>
    private static string Line(Action<FFMpegOutputOptions> options)
    {
        const string Input = "-i \"file:/in\" ";
        const string Output = "\"file:/out\" -y";
        var line = LocalPaths.FromLocalFile("/in").ToLocalFile("/out", options);
        line.ShouldStartWith(Input);
        line.ShouldEndWith(Output);
        return line[Input.Length..^Output.Length];
    }
}
