using OmniAvatar.Planning;
using OmniAvatar.Values;

namespace OmniAvatar.Tests.Values;

public sealed class ValueFormsTests
{
    [Theory]
    [InlineData("1", 1L)]
    [InlineData("1000", 1000L)]
    [InlineData("42.0", 42L)]
    [InlineData("0", null)]
    [InlineData("1001", null)]
    [InlineData("42.5", null)]
    [InlineData("ten", null)]
    [InlineData("", null)]
    [InlineData("1e30", null)]
    public void Whole_Text_IsANumberInItsRangeOrNone(string text, long? expected) =>
        ReadOrNull(ValueForms.Whole(1, 1000), text).ShouldBe(expected);

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("0.25", 0.25)]
    [InlineData("1", 1.0)]
    [InlineData("1.001", null)]
    [InlineData("-0.1", null)]
    [InlineData("NaN", null)]
    [InlineData("0,5", null)]
    public void Real_Text_IsANumberInItsRangeOrNone(string text, double? expected) =>
        ReadOrNull(ValueForms.Real(0, 1), text).ShouldBe(expected);

    [Theory]
    [InlineData("AI-generated", true)]
    [InlineData("12345678901234567890", true)]
    [InlineData("123456789012345678901", false)]
    [InlineData("two\nlines", false)]
    [InlineData("a\u001b[31m", false)]
    [InlineData(" ", false)]
    [InlineData("", false)]
    public void Line_Text_IsOneShortLineOrNone(string text, bool isOne) =>
        ValueForms.Line(20).TryRead(text, out _).ShouldBe(isOne);

    [Fact]
    public void Rules_SayWhatAValueMayBe()
    {
        ValueForms.Whole(1, 1000).Rule.ShouldBe("takes a whole number from 1 to 1000");
        ValueForms.Real(0.1, 3600).Rule.ShouldBe("takes a number from 0.1 to 3600");
        ValueForms.OneOf("a", "b", "c").Rule.ShouldBe("is a or b or c");
        (ValueForms.Whole(0, long.MaxValue).Range, ValueForms.Whole(1, 2).Range).ShouldBe(("from 0", "1 to 2"));
    }

    [Fact]
    public void Write_AnyValue_IsReadAsTheSame()
    {
        ShouldComeBack(ValueForms.Whole(long.MinValue, long.MaxValue), long.MaxValue);
        ShouldComeBack(ValueForms.Real(0, 1), 0.1);
        ShouldComeBack(ValueForms.Size, new VideoSize(400, 720));
        ShouldComeBack(ValueForms.OneOf(("allow", true), ("refuse", false)), false);
        ShouldComeBack(ValueForms.Whole(0, 9).As(number => (int)number, number => number), 7);
    }

    private static void ShouldComeBack<T>(ValueForm<T> form, T value)
    {
        form.TryRead(form.Write(value), out var read).ShouldBeTrue();
        read.ShouldBe(value);
    }

    private static T? ReadOrNull<T>(ValueForm<T> form, string text)
        where T : struct => form.TryRead(text, out var value) ? value : null;
}
