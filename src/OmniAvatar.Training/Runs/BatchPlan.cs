using OmniAvatar.Training.Samples;

namespace OmniAvatar.Training.Runs;

/// <summary>Which clips go into a batch.</summary>
/// <param name="Samples">Their places in the list of samples.</param>
/// <param name="LatentFrames">The length that each is cut to.</param>
internal sealed record BatchChoice(IReadOnlyList<int> Samples, int LatentFrames);

/// <summary>
/// The batches of a phase by number. Clips of one length and size share a batch up to the token budget; every clip is seen once before any
/// is seen again, in another order each time; a mix of sources takes from each its share.
/// </summary>
internal sealed class BatchPlan
{
    private readonly StepRandom _random;
    private readonly List<(SourceBatches Source, int PerRound)> _sources;
    private readonly int _perRound;
    private (long Round, IReadOnlyList<(int Source, int Place)> Order) _order = (-1, []);

    /// <summary>Sorts samples into batches.</summary>
    /// <param name="phase">Budget, sizes, lengths and mix.</param>
    /// <param name="samples">All samples; those for validation are left out.</param>
    /// <param name="cuts">The phase's lengths and batches.</param>
    /// <param name="random">Decides the order.</param>
    /// <exception cref="BadInputException">No sample fits the phase, or none is from a source of the mix.</exception>
    public BatchPlan(TrainingPhase phase, IReadOnlyList<SampleInfo> samples, ClipCuts cuts, StepRandom random)
    {
        _random = random;
        var fitting = Enumerable.Range(0, samples.Count)
            .Where(i => !samples[i].IsForValidation)
            .Select(i => (Sample: i, Bucket: cuts.BucketOf(samples[i])))
            .Where(choice => choice.Bucket is not null)
            .ToList();
        if (fitting.Count == 0) throw new BadInputException($"No training sample fits the phase '{phase.Name}': its sizes, lengths and {phase.MaxTokens} tokens leave none.");

        var sources = phase.Mix.Count == 0
            ? [new SourceBatches("all", fitting!, cuts, random)]
            : phase.Mix.Keys.Order(StringComparer.Ordinal).Select(name => new SourceBatches(name, OfSource(name)!, cuts, random)).ToList();
        var all = sources.Sum(source => source.Count);
        var shares = phase.Mix.Values.Sum();
        _sources = [.. sources.Select(source => (source, phase.Mix.Count == 0 ? all : Math.Max(1, (int)Math.Round(all * phase.Mix[source.Name] / shares))))];
        _perRound = _sources.Sum(source => source.PerRound);

        List<(int, Bucket?)> OfSource(string name)
        {
            var own = fitting.Where(choice => samples[choice.Sample].Source == name).ToList();
            return own.Count > 0 ? own : throw new BadInputException($"The phase '{phase.Name}' mixes in the source '{name}', of which no training sample fits.");
        }
    }

    /// <summary>A batch by its number in the phase, from 0.</summary>
    public BatchChoice At(long number)
    {
        var (round, place) = (number / _perRound, (int)(number % _perRound));
        if (_order.Round != round) _order = (round, OrderOf(round));
        var (source, own) = _order.Order[place];
        return _sources[source].Source.At(round * _sources[source].PerRound + own);
    }

    private List<(int Source, int Place)> OrderOf(long round) =>
        [.. _random.Shuffle([.. _sources.SelectMany((source, i) => Enumerable.Range(0, source.PerRound).Select(place => (i, place)))], "round", round)];
}

/// <summary>Clips that can share a batch.</summary>
internal sealed record Bucket(int LatentFrames, int Height, int Width);

/// <summary>How long a clip may be in a phase, and how many go together.</summary>
/// <param name="phase">Token budget, sizes and lengths.</param>
/// <param name="leastFrames">Latent frames that a clip must have.</param>
/// <param name="patch">Latent rows and columns of one token.</param>
internal sealed class ClipCuts(TrainingPhase phase, int leastFrames, (int Height, int Width) patch)
{
    /// <summary>Pixels behind one latent row or column.</summary>
    private const int PixelsPerLatent = 8;

    /// <summary>The bucket of a sample, or null where the phase does not want it.</summary>
    public Bucket? BucketOf(SampleInfo sample)
    {
        var wanted = phase.Sizes.Count == 0 || phase.Sizes.Any(size => size[0] == sample.Height * PixelsPerLatent && size[1] == sample.Width * PixelsPerLatent);
        var longest = Math.Min(sample.LatentFrames, phase.MaxTokens / TokensOfFrame(sample.Height, sample.Width));
        var frames = phase.LatentFrames.Count == 0 ? longest : phase.LatentFrames.Where(length => length <= longest).DefaultIfEmpty(0).Max();
        return wanted && frames >= leastFrames ? new Bucket(frames, sample.Height, sample.Width) : null;
    }

    /// <summary>Clips of one batch.</summary>
    public int CountOf(Bucket bucket) => Math.Clamp(phase.MaxTokens / (bucket.LatentFrames * TokensOfFrame(bucket.Height, bucket.Width)), 1, phase.MaxBatch);

    private int TokensOfFrame(int height, int width) => Math.Max(1, height / patch.Height * (width / patch.Width));
}

/// <summary>The batches of one source, pass after pass over its samples.</summary>
internal sealed class SourceBatches
{
    private readonly StepRandom _random;
    private readonly ClipCuts _cuts;
    private readonly List<(Bucket Bucket, int[] Samples)> _buckets;
    private (long Pass, IReadOnlyList<BatchChoice> Batches) _pass = (-1, []);

    public SourceBatches(string name, IEnumerable<(int Sample, Bucket Bucket)> samples, ClipCuts cuts, StepRandom random)
    {
        (Name, _cuts, _random) = (name, cuts, random);
        _buckets = [.. samples.GroupBy(choice => choice.Bucket).Select(group => (group.Key, group.Select(choice => choice.Sample).ToArray()))];
        Count = _buckets.Sum(bucket => (bucket.Samples.Length + cuts.CountOf(bucket.Bucket) - 1) / cuts.CountOf(bucket.Bucket));
    }

    public string Name { get; }

    /// <summary>Batches of one pass.</summary>
    public int Count { get; }

    /// <summary>A batch by its number, from 0, over all passes.</summary>
    public BatchChoice At(long number)
    {
        if (_pass.Pass != number / Count) _pass = (number / Count, BatchesOf(number / Count));
        return _pass.Batches[(int)(number % Count)];
    }

    private List<BatchChoice> BatchesOf(long pass)
    {
        var batches = _buckets.SelectMany((bucket, i) => _random.Shuffle(bucket.Samples, $"clips/{Name}/{i}", pass)
            .Chunk(_cuts.CountOf(bucket.Bucket)).Select(chunk => new BatchChoice(chunk, bucket.Bucket.LatentFrames))).ToList();
        return [.. _random.Shuffle(batches, $"batches/{Name}", pass)];
    }
}
