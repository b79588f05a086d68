using OmniAvatar.Finishing;
using OmniAvatar.Media.Finishing;

namespace OmniAvatar.Media.Tests.Finishing;

public sealed class ChaptersFileTests
{
    private const long TwoHours = 7_200_000;

    [Fact]
    public void Parse_LinesAsPodcastersWriteThem_GivesStartsAndTitles() =>
        Parse(
                """
                00:00 Welcome

                (2:03) - What came before
                [00:12:30.5] Ideas: 3 of them
                1:04:00 – Questions
                """
            )
            .ShouldBe([
                new Chapter(0, "Welcome"),
                new Chapter(123_000, "What came before"),
                new Chapter(750_500, "Ideas: 3 of them"),
                new Chapter(3_840_000, "Questions"),
            ]);

    [Fact]
    public void Parse_Metadata_TakesItsChapters() =>
        Parse(
                """
                ;FFMETADATA1
                title=Not a chapter
                ; a comment
                [CHAPTER]
                TIMEBASE=1/1000
                START=0
                END=60000
                title=A \= b\; \#1 \\ c
                [STREAM]
                title=nor this
                [CHAPTER]
                START=60000000000
                title=Nanoseconds
                """
            )
            .ShouldBe([new Chapter(0, @"A = b; #1 \ c"), new Chapter(60_000, "Nanoseconds")]);

    [Fact]
    public void Write_Metadata_CanBeReadAgain()
    {
        Chapter[] chapters = [new(340, "a=b;c#d\\e"), new(5000, "[CHAPTER] é")];

        Parse(Metadata.Write([("title", "x\ny")], chapters, 9000)).ShouldBe(chapters);
    }

    [Theory]
    [InlineData("", "has 0 chapters, and 1 to 1000 are allowed")]
    [InlineData("00:00 One\nTwo", "is not valid in line 2: a line is a time and a title, such as '12:30 Questions'")]
    [InlineData("00:10", "is not valid in line 1: a line is a time and a title, such as '12:30 Questions'")]
    [InlineData("00:10 One\n00:05 Two", "is out of order at 00:00:05.000: each chapter begins after the one before")]
    [InlineData("02:00:00 Late", "has a chapter at 02:00:00.000, but the sound ends at 02:00:00.000")]
    [InlineData(
        ";FFMETADATA1\n[CHAPTER]\ntitle=x\nTIMEBASE=1/0\nSTART=1",
        "is not valid in its chapter 1, which needs START, TIMEBASE and title"
    )]
    public void Parse_OtherThings_AreRefusedInOneSentence(string text, string problem) =>
        Should
            .Throw<BadInputException>(() => Parse(text))
            .Message.ShouldBe($"The chapters file chapters.txt {problem}.");

    private static IReadOnlyList<Chapter> Parse(string text) => ChaptersFile.Parse(text, "chapters.txt", TwoHours);
}
