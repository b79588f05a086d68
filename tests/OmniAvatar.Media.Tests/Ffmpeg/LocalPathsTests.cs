using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;

namespace OmniAvatar.Media.Tests.Ffmpeg;

public sealed class LocalPathsTests
{
    [Theory]
    [InlineData("-y")]
    [InlineData("http://example.org/a.mp4")]
    [InlineData("concat:a|b")]
    public void ToLocalFile_NamesThatMeanMoreToFfmpeg_AreFiles(string name)
    {
        var line = LocalPaths.FromLocalFile(name).AddLocalFile(name).ToLocalFile(name, _ => { });

        var file = $"\"file:{Path.GetFullPath(name)}\"";
        line.ShouldBe($"-i {file} -i {file} {file} -y");
    }

    [Fact]
    public void ToMany_FileAndStandardOutput_HaveTheirOwnOptions()
    {
        var line = LocalPaths
            .FromLocalFile("/in", file => file.WithArgument(LocalFiles.OurTracks))
            .ToMany(outputs =>
                outputs
                    .ToStandardOutput(raw => raw.ForceFormat(ContainerFormats.RawVideo))
                    .ToLocalFile("/out", file => file.ForceFormat(ContainerFormats.Mp4))
            );

        line.ShouldBe(
            "-protocol_whitelist file -format_whitelist flac -i \"file:/in\" "
                + "-f rawvideo \"pipe:1\" -y -f mp4 \"file:/out\" -y"
        );
    }
}
