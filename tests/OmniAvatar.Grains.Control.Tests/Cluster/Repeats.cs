using System.Globalization;

namespace OmniAvatar.Grains.Control.Tests.Cluster;

/// <summary>How often tests run in which much depends on what meets when; <c>OMNIAVATAR_TEST_REPEATS=200</c> looks for
/// the rare.</summary>
public static class Repeats
{
    /// <summary>Numbers from 1: as many as a test usually has, or as the environment says.</summary>
    public static TheoryData<int> Of(int usually)
    {
        var asked = Environment.GetEnvironmentVariable("OMNIAVATAR_TEST_REPEATS");
        var times = int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var many)
            ? Math.Max(many, 1)
            : usually;
        var numbers = new TheoryData<int>();
        for (var time = 1; time <= times; time++)
            numbers.Add(time);
        return numbers;
    }
}
