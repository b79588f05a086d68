using System.Globalization;

namespace OmniAvatar.Media.Sounds;

/// <summary>
/// Looks at the samples of a sound as they are decoded, before they become 16-bit ones: those may be louder than full scale, or no
/// numbers at all, and nothing of that can be seen afterwards.
/// </summary>
internal sealed class SoundMeter
{
    /// <summary>A chain of filters that says on ffmpeg's stdout what passes through; its input is to be put in front.</summary>
    public const string Filter = "asetnsamples=262144:p=0,astats=metadata=1:measure_perchannel=none"
        + ":measure_overall=Peak_level+Number_of_NaNs+Number_of_Infs,ametadata=mode=print:file=-:direct=1,anullsink";

    private const string Prefix = "lavfi.astats.";

    /// <summary>The loudest sample; 1 is full scale.</summary>
    public double Peak { get; private set; }

    /// <summary>Samples that are not finite numbers.</summary>
    public long NotNumbers => _nans + _infinities;

    private long _nans;
    private long _infinities;

    /// <summary>Reads what ffmpeg says until it ends.</summary>
    public async Task ReadAsync(Stream output, CancellationToken cancellation)
    {
        using var lines = new StreamReader(output);
        while (await lines.ReadLineAsync(cancellation) is { } line)
            if (line.StartsWith(Prefix, StringComparison.Ordinal)) Add(line[Prefix.Length..]);
    }

    // ffmpeg's versions write the names with blanks or underscores. Each figure is of all samples so far.
    private void Add(string figure)
    {
        if (figure.Split('=') is not [var name, var text] || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return;
        switch (name.Replace("Overall.", "", StringComparison.Ordinal).Replace('_', ' '))
        {
            case "Peak level": Peak = Math.Max(Peak, Math.Pow(10, value / 20)); break;
            case "Number of NaNs": _nans = Math.Max(_nans, (long)value); break;
            case "Number of Infs": _infinities = Math.Max(_infinities, (long)value); break;
        }
    }
}
