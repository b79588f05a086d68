using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Commands;

public sealed class WrongUseTests
{
    private static readonly string[] Complete =
    [
        "render",
        "--image",
        "a.png",
        "--audio",
        "a.wav",
        "--prompt",
        "p",
        "--output",
        "o.mp4",
    ];

    [Theory]
    [InlineData("the nearest is '--steps'", "--stps", "5")]
    [InlineData("the nearest is '--image'", "--imgae=x.png")]
    [InlineData("1 to 1000, not '0'", "--steps", "0")]
    [InlineData("not 'ten'", "--steps", "ten")]
    [InlineData("missing for option: '--steps'", "--steps")]
    [InlineData("--overlap must be one more than a multiple of 4", "--overlap", "12")]
    [InlineData("--guidance takes a number", "--guidance", "NaN")]
    [InlineData("--size is WIDTHxHEIGHT", "--size", "huge")]
    [InlineData("exclude each other", "--size", "64x96", "--size-table", "480p")]
    [InlineData("--size-table is 480p or 720p", "--size-table", "4k")]
    [InlineData("--handoff is reencode or latents", "--handoff", "both")]
    [InlineData("--shots is single or auto", "--shots", "many")]
    [InlineData("--crossfade takes a number from 0 to 1, not '2'", "--crossfade", "2")]
    [InlineData("A single shot is never cut", "--shots", "single", "--crossfade", "0.5")]
    [InlineData("A single shot is never cut", "--shots", "single", "--shot-segments", "4")]
    [InlineData("--shot-segments takes a whole number from 1", "--shot-segments", "0")]
    [InlineData("not 'strong' as a weight", "--lora", "style.safetensors:strong")]
    [InlineData("does not know what to do with 'stray'", "stray")]
    public async Task Render_WrongOption_IsRefusedInOneSentence(string because, params string[] options)
    {
        var result = await CliCommand.RunAsync([.. Complete, .. options]);

        result.ShouldFail(2, because);
    }

    [Theory]
    [InlineData("the nearest is 'render'", "rendr")]
    [InlineData("needs a command", "models")]
    [InlineData("needs --image and --audio and --prompt and --output", "render")]
    [InlineData("does not end in .mp4", "render", "--image", "a", "--audio", "b", "--prompt", "c", "--output", "o.avi")]
    public async Task Command_WrongLine_IsRefusedInOneSentence(string because, params string[] line)
    {
        var result = await CliCommand.RunAsync(line);

        result.ShouldFail(2, because);
    }

    [Fact]
    public async Task Render_Help_NamesEveryOption()
    {
        var result = await CliProcess.RunAsync("render", "--help");

        result.ExitCode.ShouldBe(0);
        foreach (
            var option in (string[])
                [
                    "--model",
                    "--seed",
                    "--steps",
                    "--tea-cache",
                    "--handoff",
                    "--lora",
                    "--shots",
                    "--crossfade",
                    "--speakers",
                    "--dry-run",
                    "--json",
                    "--force",
                    "--verbose",
                ]
        )
            result.Output.ShouldContain(option);
    }
}
