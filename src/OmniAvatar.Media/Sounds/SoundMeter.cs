using System.Globalization;
using FFMpegCore.Arguments;

namespace OmniAvatar.Media.Sounds;

/// <summary>
/// Looks at the samples of a sound as they are decoded, before they become 16-bit ones: those may be louder than full
/// scale, or no numbers at all, and nothing of that can be seen afterwards.
/// </summary>
internal sealed class SoundMeter
{
    private const string Prefix = "lavfi.astats.";
    private const string WrittenPrefix = "total_size=";

    /// <summary>The loudest sample; 1 is full scale.</summary>
    public double Peak { get; private set; }

    /// <summary>Samples that are not finite numbers.</summary>
    public long NotNumbers => _nans + _infinities;

    private long _nans;
    private long _infinities;
    private long _written;

    /// <summary>Filters that say on ffmpeg's stdout what passes through.</summary>
    public static AudioFilterOptions Filter(AudioFilterOptions filters) =>
        filters
            .WithCustomFilter("asetnsamples", "262144:p=0")
            .WithCustomFilter(
                "astats",
                "metadata=1:measure_perchannel=none:measure_overall=Peak_level+Number_of_NaNs+Number_of_Infs"
            )
            .WithCustomFilter("ametadata", "mode=print:file=-:direct=1");

    /// <summary>Reads what ffmpeg says until it ends, or until its first output has more than so many bytes.</summary>
    /// <param name="output">ffmpeg's stdout, with the lines of <c>-progress</c>.</param>
    /// <param name="mostBytes">How many bytes the first output may have.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>False if there were more, and ffmpeg still works.</returns>
    public async Task<bool> ReadAsync(Stream output, long mostBytes, CancellationToken cancellation)
    {
        using var lines = new StreamReader(output);
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            Read(line);
            if (_written > mostBytes)
                return false;
        }
        return true;
    }

    private void Read(string line)
    {
        if (line.StartsWith(Prefix, StringComparison.Ordinal))
            Add(line[Prefix.Length..]);
        else if (line.StartsWith(WrittenPrefix, StringComparison.Ordinal))
            _ = long.TryParse(line[WrittenPrefix.Length..], CultureInfo.InvariantCulture, out _written);
    }

    // ffmpeg's versions write the names with blanks or underscores. Each figure is of all samples so far.
    private void Add(string figure)
    {
        if (
            figure.Split('=') is not [var name, var text]
            || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        )
            return;
        switch (name.Replace("Overall.", "", StringComparison.Ordinal).Replace('_', ' '))
        {
            case "Peak level":
                Peak = Math.Max(Peak, Math.Pow(10, value / 20));
                break;
            case "Number of NaNs":
                _nans = Math.Max(_nans, (long)value);
                break;
            case "Number of Infs":
                _infinities = Math.Max(_infinities, (long)value);
                break;
        }
    }
}
