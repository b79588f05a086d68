using System.CommandLine;
using System.Net;
using OmniAvatar.Silos.Hosting.CommandLine;
using OmniAvatar.Silos.Hosting.Configuration;

namespace OmniAvatar.Silos.Hosting.Tests.CommandLine;

/// <summary>What a server is told, on the command line or by a variable.</summary>
public sealed class SettingTests : IDisposable
{
    private const string Name = "--setting-tests-number";
    private const string Variable = "OMNIAVATAR_SETTING_TESTS_NUMBER";

    private readonly Option<int> _number = Setting.Whole(Name, "A number", fallback: 3, least: 1, most: 9);

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, null);

    [Fact]
    public void Value_GivenInBothWays_IsTheCommandLines()
    {
        Parse(_number).GetValue(_number).ShouldBe(3);

        Environment.SetEnvironmentVariable(Variable, "4");
        Parse(_number).GetValue(_number).ShouldBe(4);
        Parse(_number, Name, "5").GetValue(_number).ShouldBe(5);
    }

    [Fact]
    public void Value_OutOfRange_IsOneErrorThatNamesWhereItWasGiven()
    {
        var error = Parse(_number, Name, "10").Errors.ShouldHaveSingleItem().Message;
        error.ShouldStartWith($"{Name} ");
        error.ShouldEndWith(", not '10'.");

        Environment.SetEnvironmentVariable(Variable, "none");
        Parse(_number).Errors.ShouldHaveSingleItem().Message.ShouldStartWith($"{Variable} ");
    }

    [Theory]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("[::]:8080", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.0.0.1:0", false)]
    [InlineData("localhost:8080", false)]
    public void EndPoint_OfAText_TakesAnAddressWithAPort(string text, bool isOne)
    {
        var option = Setting.EndPoint("--setting-tests-place", "A place", fallback: null);

        var parsed = Parse(option, option.Name, text);

        parsed.Errors.Any().ShouldBe(!isOne);
        if (isOne)
            parsed.GetValue(option).ShouldBe(IPEndPoint.Parse(text));
    }

    [Theory]
    [InlineData("0.5", true)]
    [InlineData("60", true)]
    [InlineData("0", false)]
    [InlineData("61", false)]
    [InlineData("1,5", false)]
    public void Seconds_OfAText_AreAboveNoneAndUpToTheMost(string text, bool areSome)
    {
        var option = Setting.Seconds("--setting-tests-wait", "A wait", fallback: 1, most: 60);

        Parse(option, option.Name, text).Errors.Any().ShouldBe(!areSome);
    }

    [Fact]
    public void Name_OfAnEnumeration_IsWrittenInLowerCase()
    {
        var option = Setting.OneOf("--setting-tests-log", "Form of log lines", LogFormat.Json);

        option.HelpName.ShouldBe("json|text");
        Parse(option, option.Name, "text").GetValue(option).ShouldBe(LogFormat.Text);
        Parse(option, option.Name, "xml").Errors.ShouldHaveSingleItem();
    }

    private static ParseResult Parse(Option option, params string[] arguments) =>
        new RootCommand { option }.Parse(arguments);
}
