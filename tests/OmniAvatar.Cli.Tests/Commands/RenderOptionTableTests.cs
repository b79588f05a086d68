using System.CommandLine;
using System.Text.RegularExpressions;
using OmniAvatar.Cli.Commands;
using OmniAvatar.Cli.Remote;
using OmniAvatar.Client;
using OmniAvatar.Requests;
using OmniAvatar.Requests.Options;
using OmniAvatar.Silos.Http;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Submissions.Fields;

namespace OmniAvatar.Cli.Tests.Commands;

/// <summary>
/// <c>render</c>, <c>submit</c>, the HTTP form, the client and the documents know the options of
/// <see cref="RenderOptionTable"/>, each with the table's default, range and words, and besides them only those that
/// are named here.
/// </summary>
public sealed class RenderOptionTableTests
{
    /// <summary>Neither a number nor a word nor one line of text.</summary>
    private const string NoValue = "?\t";

    /// <summary>A value of every option.</summary>
    private static readonly Dictionary<string, string> Samples = new()
    {
        ["seed"] = "7",
        ["steps"] = "12",
        ["guidance"] = "3.5",
        ["audio_guidance"] = "2",
        ["negative_prompt"] = "blur",
        ["overlap"] = "5",
        ["max_tokens"] = "9000",
        ["size"] = "720x400",
        ["size_table"] = "720p",
        ["handoff"] = "latents",
        ["tea_cache"] = "0.25",
        ["shots"] = "auto",
        ["shot_segments"] = "4",
        ["crossfade"] = "0.5",
        ["angles"] = "same",
        ["burn_captions"] = "true",
        ["mark"] = "AI-generated",
        ["loudness"] = "-16",
        ["title"] = "An episode",
        ["artist"] = "Anna",
        ["mixed_classes"] = "refuse",
        ["priority"] = "batch",
        ["seconds"] = "2.5",
    };

    [Fact]
    public void Render_HasTheTablesOptionsAndThoseOfThisMachine() =>
        Check(
            RenderCommand.Create(),
            RenderOptionTable.OfRenders,
            "--image --audio --prompt --output --model --lora --speakers --angle --script --captions --chapters --cover "
                + "--dry-run --data --device --threads --keep --force --json"
        );

    [Fact]
    public void Submit_HasTheTablesOptionsAndThoseOfARequest() =>
        Check(
            SubmitCommand.Create(),
            RenderOptionTable.OfSubmissions,
            "--image --audio --prompt --speakers --angle --script --captions --chapters --cover --model --webhook "
                + "--webhook-events --idempotency-key --wait --watch --output --url --json"
        );

    [Fact]
    public void Form_HasTheTablesFieldsAndThoseOfOtherServers()
    {
        var form = FormOf(Samples);
        var fields = new FieldReader(form.Texts);
        var submission = SubmissionFields.Read(fields, form, new VideoApiOptions());

        submission.SilenceSeconds.ShouldBe(2.5);
        foreach (var option in RenderOptionTable.OfSubmissions.Where(option => option != RenderOptionTable.Seconds))
            option.TextOf(submission.Choices).ShouldBe(Samples[option.Name]);
        fields
            .Asked.Keys.Except(
                RenderOptionTable.OfSubmissions.SelectMany(option => new[] { option.Name, option.Synonym })
            )
            .ShouldBe(
                "prompt model width height num_frames fps n user webhook_url webhook_events".Split(' '),
                ignoreOrder: true
            );
    }

    [Fact]
    public void Form_NoValue_IsRefusedAsTheTableSays()
    {
        // A form may ask for a drawn seed, and its silence ends where the service says.
        RenderOption[] others = [DenoisingOptions.Seed, RenderOptionTable.Seconds];
        foreach (var option in RenderOptionTable.OfSubmissions.Where(option => !option.IsText).Except(others))
        foreach (var name in new[] { option.Name, option.Synonym }.OfType<string>())
            RefusalOf(name).ShouldBe($"'{name}' {option.Rule}.");
        RefusalOf("seed").ShouldBe($"'seed' takes a whole number from -1 to {long.MaxValue}.");
        RefusalOf("seconds").ShouldBe("'seconds' takes a number from 0.1 to 3600.");
    }

    [Fact]
    public async Task Client_SendsEveryOptionThatIsChosen()
    {
        var choices = RenderOptionTable.OfSubmissions.Aggregate(
            new RenderChoices { Prompts = ["p"] },
            (chosen, option) => option.TryChoose(Samples[option.Name], chosen).ShouldNotBeNull()
        );
        var submission = new VideoSubmission
        {
            Choices = choices,
            Speakers = [new SubmittedSpeaker(Document("README.md"))],
        };

        using var form = submission.ToForm();
        var sent = new Dictionary<string, string>();
        foreach (var part in form.Where(part => part is StringContent))
            sent.Add(part.Headers.ContentDisposition!.Name!.Trim('"'), await part.ReadAsStringAsync());

        sent.ShouldBe(Samples.Append(KeyValuePair.Create("prompt", "p")), ignoreOrder: true);
    }

    [Fact]
    public void Readme_DescribesTheOptionsAsTheTable()
    {
        var lines = File.ReadAllLines(Document("README.md"));
        foreach (var option in RenderOptionTable.OfRenders)
            lines.ShouldContain(RowOf(option));
        var render = RenderCommand.Create().Options.Select(option => option.Name);
        var documented = lines
            .SkipWhile(line => line != "### render")
            .TakeWhile(line => !line.StartsWith("####", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `--", StringComparison.Ordinal))
            .SelectMany(line => NamesIn(line.Split(" | ")[0]));
        documented.ShouldBe(render.Append("--verbose"), ignoreOrder: true);
    }

    [Fact]
    public void ApiDocument_DescribesTheFieldsAsTheTable()
    {
        var rows = File.ReadAllLines(Document("docs/api.md"))
            .SkipWhile(line => line != "## Asking for a video")
            .SkipWhile(line => !line.StartsWith("| `", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split(" | "))
            .ToArray();
        rows.SelectMany(row => NamesIn(row[0]))
            .ShouldBe(
                [
                    .. RenderOptionTable.OfSubmissions.Select(option => option.Name),
                    .. "webhook_url webhook_events".Split(' '),
                    .. "prompt input_reference image_reference audio_reference angles[0] angles[1] script".Split(' '),
                    .. "pictures[0] pictures[1] captions chapters cover model".Split(' '),
                ],
                ignoreOrder: true
            );
        foreach (var option in RenderOptionTable.OfSubmissions)
        {
            var row = rows.Single(row => NamesIn(row[0]).Contains(option.Name));
            row.Length.ShouldBe(5, option.Name);
            row[1].ShouldBe(JsonTypeOf(option), option.Name);
            ShouldSay(row[2], FieldRangeOf(option));
            row[3].ShouldBe(InFields(option.Default), option.Name);
            ShouldSay(row[4].TrimEnd(' ', '|'), InFields(MeaningOf(option)));
        }
    }

    [Fact]
    public void ApiDocument_SaysTheLimitsOfTheService()
    {
        var limits = new VideoApiOptions();
        var rows = File.ReadAllLines(Document("docs/api.md"));

        Field("prompt").ShouldContain($"at most {limits.PromptCharacters} characters");
        Field("input_reference").ShouldContain($"at most {limits.PictureBytes >> 20} MiB");
        Field("audio_reference").ShouldContain($"at most {limits.SoundBytes >> 30} GiB");
        Field("seconds").ShouldContain($"without speech at most {limits.SilenceSeconds} ");

        string Field(string name) => rows.First(row => row.StartsWith($"| `{name}`", StringComparison.Ordinal));
    }

    private static void Check(Command command, IReadOnlyList<RenderOption> table, string others)
    {
        foreach (var option in table)
        {
            var parsed = command.Options.Single(parsed => parsed.Name == option.Switch);
            parsed.HelpName.ShouldBe(option.ValueName);
            parsed.Description.ShouldNotBeNull().ShouldStartWith(option.Help);
            command.Parse([option.Switch, Samples[option.Name]]).Errors.ShouldBeEmpty();
            if (!option.IsText)
                command
                    .Parse([option.Switch, NoValue])
                    .Errors.ShouldHaveSingleItem()
                    .Message.ShouldBe($"{option.Switch} {option.Rule}, not '{NoValue}'.");
        }
        command
            .Options.Select(option => option.Name)
            .Except(table.Select(option => option.Switch))
            .ShouldBe(others.Split(' '), ignoreOrder: true);
    }

    private static string RefusalOf(string field) =>
        Should
            .Throw<ApiException>(() =>
                SubmissionFields.Read(
                    FormOf(new Dictionary<string, string> { [field] = NoValue }),
                    new VideoApiOptions()
                )
            )
            .Message;

    private static SubmissionForm FormOf(Dictionary<string, string> texts)
    {
        var form = new SubmissionForm();
        form.Add("prompt", "p");
        form.Add(new Reference(References.Picture, References.Picture), new UploadedFile("a.png", 1, ""));
        foreach (var (name, text) in texts)
            form.Add(name, text);
        return form;
    }

    private static string RowOf(RenderOption option)
    {
        var cells = option.Range.Length == 0 ? MeaningOf(option) : $"{MeaningOf(option)}; {option.Range}";
        return $"| `{option.Switch} {option.ValueName.Replace("|", "\\|")}` | {option.Default} | {cells} |";
    }

    private static string MeaningOf(RenderOption option)
    {
        var meaning = char.ToLowerInvariant(option.Meaning[0]) + option.Meaning[1..];
        return option.Note is { } note ? $"{meaning}; {note}" : meaning;
    }

    /// <summary>The type of a field in JSON, by what its option takes.</summary>
    private static string JsonTypeOf(RenderOption option)
    {
        return option.IsText || Takes("?") ? "string"
            : Takes("0.5") || Takes("-16.5") ? "number"
            : Takes("1") ? "integer"
            : "string";

        bool Takes(string text) => option.TryChoose(text, new RenderChoices { Prompts = [] }) is not null;
    }

    private static string FieldRangeOf(RenderOption option) =>
        option.IsText ? $"at most {new VideoApiOptions().PromptCharacters} characters"
        : option.Range.Length > 0 ? option.Range
        : string.Join(", ", option.ValueName.Split('|').Select(word => $"`{word}`"));

    /// <summary>A text of the table in which other options have their names as fields.</summary>
    private static string InFields(string text) =>
        RenderOptionTable.OfSubmissions.Aggregate(
            text,
            (said, option) => Regex.Replace(said, $@"{option.Switch}(?![\w-])", $"`{option.Name}`")
        );

    /// <summary>A document may say more than the table, behind a semicolon.</summary>
    private static void ShouldSay(string cell, string said) =>
        (cell == said || cell.StartsWith(said + "; ", StringComparison.Ordinal)).ShouldBeTrue($"'{cell}' of '{said}'");

    /// <summary>The first word of everything that is set as code.</summary>
    private static IEnumerable<string> NamesIn(string cell) =>
        cell.Split('`').Where((_, index) => index % 2 == 1).Select(code => code.Split(' ')[0]);

    private static string Document(string name) => RepositoryFolder.PathOf(name);
}
