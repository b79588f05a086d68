using System.Text.RegularExpressions;

namespace OmniAvatar.Deploy.Tests;

/// <summary>What must stay true of the images, without an engine to build them.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] Images = ["gateway", "renderer-cpu", "renderer-cuda"];

    private static Dockerfile File => Dockerfile.OfRepository;

    [Fact]
    public void Stages_OfTheFile_AreNamedOnceAndEndInTheImages()
    {
        File.Stages.Select(s => s.Name).ShouldBeUnique();
        File.Stages.TakeLast(3).Select(s => s.Name).ShouldBe(Images);
    }

    /// <summary>A line that names the syntax has every build ask a registry for a frontend that engines have
    /// anyway.</summary>
    [Fact]
    public void File_Begins_WithoutASyntaxLine() =>
        RepositoryFiles.Read("docker/Dockerfile").ShouldNotContain("syntax=");

    [Theory]
    [InlineData("build-gateway")]
    [InlineData("build-renderer-cpu")]
    [InlineData("build-renderer-cuda")]
    public void Publish_OfAProgram_IsForOneRuntimeAndKeepsPackagesUnderALock(string stage)
    {
        var step = File[stage].Of("RUN").ShouldHaveSingleItem();
        step.ShouldContain("--runtime linux-x64 --no-self-contained");
        step.ShouldStartWith("--mount=type=cache,id=nuget,sharing=locked,target=/root/.nuget/packages ");
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("renderer-cpu")]
    [InlineData("renderer-cuda")]
    public void Image_OfAProcess_RunsUnprivilegedAndItsThreadsSleepWhileTheyWait(string stage)
    {
        File[stage].Parent.ShouldBe("runtime");
        File[stage].Of("USER").ShouldBe(["1654"]);
        var environment = File.EnvironmentOf(stage);
        environment["OMP_WAIT_POLICY"].ShouldBe("passive");
        environment["TMPDIR"].ShouldBe("/scratch");
        environment["OMNIAVATAR_DATA"].ShouldBe("/scratch");
    }

    /// <summary>A volume begins as a copy of the folder, mode included, and a process with a read-only root has no
    /// other place to write.</summary>
    [Fact]
    public void Scratch_OfTheImages_IsForAnybody() =>
        File["runtime"].Of("RUN").ShouldContain(step => step.Contains("chmod 1777 /scratch"));

    [Fact]
    public void Copied_FromTheRepository_IsThere()
    {
        foreach (
            var source in File
                .Stages.SelectMany(s => s.Of("COPY"))
                .Where(copy => !copy.StartsWith("--from", StringComparison.Ordinal))
                .SelectMany(copy => copy.Split(' ')[..^1])
        )
            (
                System.IO.File.Exists(RepositoryFiles.PathOf(source))
                || Directory.Exists(RepositoryFiles.PathOf(source))
            ).ShouldBeTrue(source);
    }

    [Fact]
    public void LeftOut_OfThePackages_HasLinesThatDpkgReadsAndKeepsLicences()
    {
        var lines = RepositoryFiles
            .Read("docker/without-screens")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .ToList();
        lines.ShouldAllBe(line => Regex.IsMatch(line, "^path-(exclude|include)=/usr/[^ ]+$"));
        lines[^1].ShouldBe("path-include=/usr/share/doc/*/copyright");
        File["runtime"]
            .Of("RUN")
            .ShouldContain(step => step.Contains("-c:v libx264 -c:a aac"), "the build must try what is left");
    }
}
