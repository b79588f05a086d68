using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OmniAvatar.Files;

namespace OmniAvatar.Tests.Files;

public sealed class JsonFileTests
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        MaxDepth = 8,
    };

    [Fact]
    public void Parse_Right_IsRead()
    {
        var read = Parse("""{"people":[{"name":"A","age":3}],"kind":"very-large","share":1,"note":null}""");
        read.People.ShouldBe([new Person("A", 3)]);
        (read.Kind, read.Share, read.Note, read.Sum).ShouldBe((Kind.VeryLarge, 1, null, 3));
    }

    [Fact]
    public void Parse_WhatWasWritten_IsReadAgain() =>
        Parse(JsonSerializer.Serialize(Parse("""{"people":[]}"""), Options)).People.ShouldBeEmpty();

    [Theory]
    [InlineData("""{"people":[null]}""", "\"people[0]\" is null")]
    [InlineData("""{"people":[{"name":"A"},null]}""", "\"people[1]\" is null")]
    [InlineData("""{"people":{}}""", "\"people\" is not a list in brackets")]
    [InlineData("""{"people":null}""", "\"people\" is null")]
    [InlineData("""{"people":[[]]}""", "\"people[0]\" is not an object in braces")]
    [InlineData("""{"people":[{"name":null}]}""", "\"people[0].name\" is null")]
    [InlineData("""{"people":[{"name":7}]}""", "\"people[0].name\" is not a text in quotes")]
    [InlineData("""{"people":[{"name":"A","age":1.5}]}""", "\"people[0].age\" is not a whole number")]
    [InlineData("""{"people":[{"name":"A","age":99999999999}]}""", "\"people[0].age\" is not a whole number")]
    [InlineData("""{"people":[{"age":3}]}""", "\"people[0].name\" is missing")]
    [InlineData("{}", "\"people\" is missing")]
    [InlineData(
        """{"people":[],"voice":1}""",
        "\"voice\" is not a known field (people, kind, share, note); the nearest is \"note\""
    )]
    [InlineData("""{"people":[],"people":[]}""", "\"people\" appears twice")]
    [InlineData("""{"people":[],"kind":"tiny"}""", "\"kind\" is not one of small, very-large")]
    [InlineData("""{"people":[],"share":"1"}""", "\"share\" is not a number")]
    [InlineData("[]", "it is not an object in braces")]
    [InlineData("null", "it is null")]
    [InlineData("", "line 1 ends before the JSON does")]
    [InlineData("{\n\"people\":[{\"name\":\"A\"},]}", "line 2 is not valid JSON from \"]}\" on")]
    [InlineData("{\n\n'people':[]}", "line 3 is not valid JSON from \"'people':[]}\" on")]
    [InlineData("""{"people":[{"name":"\ud800"}]}""", "\"people[0].name\" has a value that cannot be used")]
    [InlineData("[[[[[[[[[1]]]]]]]]]", "line 1 is not valid JSON")]
    public void Parse_Wrong_SaysWhereInWordsOfOurs(string json, string problem)
    {
        var message = Should.Throw<BadInputException>(() => Parse(json)).Message;
        message.ShouldStartWith($"The list x.json is not valid: {problem}");
        foreach (var inside in (string[])["System.", "OmniAvatar.", "BytePosition", "options", "nullab"])
            message.ShouldNotContain(inside);
    }

    private static Content Parse(string json) =>
        JsonFile.Parse<Content>(Encoding.UTF8.GetBytes(json), "The list x.json", Options);

    private enum Kind
    {
        Small,
        VeryLarge,
    }

    private sealed record Content(
        IReadOnlyList<Person> People,
        Kind Kind = Kind.Small,
        double? Share = null,
        string? Note = null
    )
    {
        public int Sum => People.Sum(person => person.Age);
    }

    private sealed record Person(string Name, int Age = 0);
}
