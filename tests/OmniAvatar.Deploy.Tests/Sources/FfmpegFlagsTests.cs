using System.Text.RegularExpressions;

namespace OmniAvatar.Deploy.Tests.Sources;

/// <summary>Where the code that calls ffmpeg writes flags by hand.</summary>
public sealed partial class FfmpegFlagsTests
{
    private const string Caller = "src/OmniAvatar.Media";
    private const string Home = "/Ffmpeg/";

    [Fact]
    public void Flags_Each_IsWrittenOnce() =>
        Sources()
            .SelectMany(source => Texts().Matches(source.Text))
            .SelectMany(text => Flags().Matches(text.Value))
            .GroupBy(flag => flag.Value)
            .Where(flag => flag.Count() > 1)
            .Select(flag => flag.Key)
            .ShouldBeEmpty();

    [Fact]
    public void CustomArguments_All_LieInTheirHome() =>
        Sources()
            .Where(source => source.Text.Contains("CustomArgument(") && !source.Path.Contains(Home))
            .Select(source => source.Path)
            .ShouldBeEmpty();

    private static IEnumerable<(string Path, string Text)> Sources() =>
        from path in Directory.EnumerateFiles(RepositoryFiles.PathOf(Caller), "*.cs", SearchOption.AllDirectories)
        where !path.Contains("/obj/")
        select (path, File.ReadAllText(path));

    [GeneratedRegex(
        """
            "(\\.|[^"\\\n])*"
            """
    )]
    private static partial Regex Texts();

    [GeneratedRegex("""(?<=[\s"])-[a-z][a-z_]*(:[a-z])?(?=[\s"])""")]
    private static partial Regex Flags();
}
