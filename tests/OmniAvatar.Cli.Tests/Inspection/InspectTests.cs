using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OmniAvatar.Cli.Tests.Processes;
using OmniAvatar.Cli.Tests.Render;

namespace OmniAvatar.Cli.Tests.Inspection;

public sealed class InspectTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private readonly RenderFolder _folder = new(tiny);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inspect_RenderedVideo_SaysAiGeneratedAndWithWhat()
    {
        (await _folder.RenderAsync("--keep")).ExitCode.ShouldBe(0);
        var request = Directory
            .GetFiles(_folder.Data, "request.json", SearchOption.AllDirectories)
            .ShouldHaveSingleItem();
        var (job, hash) = (Path.GetFileName(Path.GetDirectoryName(request)!), Sha256(request));

        var text = await CliCommand.RunAsync("inspect", _folder.Output);
        var json = await CliCommand.RunAsync("inspect", _folder.Output, "--json");

        text.ExitCode.ShouldBe(0, text.Error);
        var lines = text.Output.TrimEnd().Split('\n');
        lines[0].ShouldBe("AI-generated    yes: created by generative AI");
        lines[1].ShouldMatch(@"^Made with       OmniAvatar\.Cluster \d+\.\d+\.\d+$");
        lines[2].ShouldBe("Model           model");
        lines[3].ShouldMatch("^Model identity  [0-9a-f]{64}$");
        lines[4..]
            .ShouldBe([
                $"Job             {job}",
                $"Request         SHA-256 {hash}",
                "Duration        0:00:00.80",
                "Video           h264, 64x96, 25 frames per second",
                "Sound           aac",
            ]);
        var facts = JsonDocument.Parse(json.Output).RootElement;
        facts.GetProperty("aiGenerated").GetString().ShouldBe("yes");
        facts
            .GetProperty("digitalSourceType")
            .GetString()
            .ShouldBe("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia");
        facts.GetProperty("job").GetString().ShouldBe(job);
        facts.GetProperty("requestSha256").GetString().ShouldBe(hash);
        facts.GetProperty("framesPerSecond").GetDouble().ShouldBe(25);
    }

    [Fact]
    public async Task Inspect_RenderedAgain_IsTheSameFile()
    {
        (await _folder.RenderAsync()).ExitCode.ShouldBe(0);
        var first = Sha256(_folder.Output);

        (await _folder.RenderAsync("--force")).ExitCode.ShouldBe(0);

        Sha256(_folder.Output).ShouldBe(first);
    }

    [Fact]
    public async Task Inspect_VideoOfOthers_SaysThatNothingIsSaid()
    {
        var path = Foreign("title=A\u001b[31m red one");

        var text = await CliCommand.RunAsync("inspect", path);
        var json = await CliCommand.RunAsync("inspect", path, "--json");

        text.ExitCode.ShouldBe(0, text.Error);
        text.Output.Split('\n')[0].ShouldBe("The file does not say how it was made.");
        text.Output.ShouldContain("Title           A [31m red one");
        text.Output.ShouldContain("Sound           none");
        var facts = JsonDocument.Parse(json.Output).RootElement;
        facts.GetProperty("aiGenerated").GetString().ShouldBe("unknown");
        facts.TryGetProperty("digitalSourceType", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("digitalCapture", "no: captured from real life")]
    [InlineData("compositeWithTrainedAlgorithmicMedia", "in part: edited with generative AI")]
    [InlineData("http://example.org/x", "unknown: the file names the source type http://example.org/x")]
    public async Task Inspect_XmpOfOthers_SaysItsSourceType(string type, string said)
    {
        var path = Foreign();
        AppendXmp(path, $"<e:DigitalSourceType>{type}</e:DigitalSourceType>");

        var result = await CliCommand.RunAsync("inspect", path);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.Split('\n')[0].ShouldBe($"AI-generated    {said}");
    }

    [Fact]
    public async Task Inspect_ContentCredentialsAlone_SaysThatTheyAreNotRead()
    {
        var path = Foreign();
        Append(path, "D8FEC3D61B0E483C92975828877EC481", "manifests");

        var result = await CliCommand.RunAsync("inspect", path);

        result.ExitCode.ShouldBe(0, result.Error);
        result
            .Output.Split('\n')[0]
            .ShouldStartWith("The file says how it was made in content credentials (C2PA) only");
    }

    [Fact]
    public async Task Inspect_BadFiles_AreBadInputInOneSentence()
    {
        var text = _folder.PathOf("text.mp4");
        await File.WriteAllTextAsync(text, "This is no video, and it is long enough for a box.");
        var cut = Foreign();
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(cut))[..^100]);
        var xmp = Foreign();
        AppendXmp(xmp, "<e:Unclosed>");

        (await CliCommand.RunAsync("inspect", text)).ShouldFail(3, "is not an mp4 video that can be read");
        (await CliCommand.RunAsync("inspect", cut)).ShouldFail(3, "is damaged: the box at byte");
        (await CliCommand.RunAsync("inspect", xmp)).ShouldFail(3, "The XMP in");
        (await CliCommand.RunAsync("inspect", _folder.PathOf("nowhere.mp4"))).ShouldFail(3, "does not exist");
        (await CliCommand.RunAsync("inspect", _folder.PathOf("."))).ShouldFail(3, "is a folder");
        (await CliCommand.RunAsync("inspect", tiny.Picture)).ShouldFail(3, "is not an mp4 video that can be read");
        (await CliCommand.RunAsync("inspect")).ShouldFail(2, "FILE");
    }

    /// <summary>A video that another program wrote.</summary>
    private string Foreign(params string[] metadata)
    {
        var path = _folder.PathOf($"{Guid.NewGuid():n}.mp4");
        string[] source = ["-f", "lavfi", "-i", "testsrc2=s=64x64:r=10:d=1", "-c:v", "libx264"];
        string[] tags = [.. metadata.SelectMany(tag => (string[])["-metadata", tag])];
        using var ffmpeg = Process.Start("ffmpeg", ["-nostdin", "-v", "error", .. source, .. tags, path]);
        ffmpeg.WaitForExit();
        ffmpeg.ExitCode.ShouldBe(0);
        return path;
    }

    private static void AppendXmp(string path, string properties) =>
        Append(
            path,
            "BE7ACFCB97A942E89C71999491E3AFAC",
            $"""
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">{properties}</rdf:Description>
            </rdf:RDF></x:xmpmeta>
            """
        );

    /// <summary>Adds a box of the type uuid.</summary>
    private static void Append(string path, string id, string content)
    {
        var size = 24 + content.Length;
        using var file = new FileStream(path, FileMode.Append);
        file.Write([0, 0, (byte)(size >> 8), (byte)size, .. "uuid"u8, .. Convert.FromHexString(id)]);
        file.Write(Encoding.ASCII.GetBytes(content));
    }

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
