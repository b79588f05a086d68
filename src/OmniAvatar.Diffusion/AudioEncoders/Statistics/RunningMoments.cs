namespace OmniAvatar.Diffusion.AudioEncoders.Statistics;

/// <summary>Mean and variance of a stream, in float64, chunk by chunk (Chan, Golub and LeVeque, 1979).</summary>
internal sealed class RunningMoments
{
    private long _count;
    private double _squares;

    public double Mean { get; private set; }

    /// <summary>Divided by the number of values.</summary>
    public double Variance => _squares / _count;

    /// <exception cref="BadInputException">A value is not a finite number.</exception>
    public void Add(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        if (!double.IsFinite(sum))
            throw new BadInputException("The sound holds samples that are not numbers.");
        var mean = sum / values.Length;
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        var total = _count + values.Length;
        var shift = mean - Mean;
        _squares += squares + shift * shift * _count * values.Length / total;
        Mean += shift * values.Length / total;
        _count = total;
    }
}
