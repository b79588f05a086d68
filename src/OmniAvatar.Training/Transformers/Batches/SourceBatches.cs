using OmniAvatar.Randomness;

namespace OmniAvatar.Training.Transformers.Batches;

/// <summary>The batches of one source, pass after pass over its samples.</summary>
internal sealed class SourceBatches
{
    private readonly StepRandom _random;
    private readonly ClipCuts _cuts;
    private readonly List<(Bucket Bucket, int[] Samples)> _buckets;
    private (long Pass, IReadOnlyList<BatchChoice> Batches) _pass = (-1, []);

    public SourceBatches(
        string name,
        IEnumerable<(int Sample, Bucket Bucket)> samples,
        ClipCuts cuts,
        StepRandom random
    )
    {
        (Name, _cuts, _random) = (name, cuts, random);
        _buckets =
        [
            .. samples
                .GroupBy(choice => choice.Bucket)
                .Select(group => (group.Key, group.Select(choice => choice.Sample).ToArray())),
        ];
        Count = _buckets.Sum(bucket =>
            (bucket.Samples.Length + cuts.CountOf(bucket.Bucket) - 1) / cuts.CountOf(bucket.Bucket)
        );
    }

    public string Name { get; }

    /// <summary>Batches of one pass.</summary>
    public int Count { get; }

    /// <summary>A batch by its number, from 0, over all passes.</summary>
    public BatchChoice At(long number)
    {
        if (_pass.Pass != number / Count)
            _pass = (number / Count, BatchesOf(number / Count));
        return _pass.Batches[(int)(number % Count)];
    }

    private List<BatchChoice> BatchesOf(long pass)
    {
        var batches = _buckets
            .SelectMany(
                (bucket, i) =>
                    _random
                        .Shuffle(bucket.Samples, $"clips/{Name}/{i}", pass)
                        .Chunk(_cuts.CountOf(bucket.Bucket))
                        .Select(chunk => new BatchChoice(chunk, bucket.Bucket.LatentFrames))
            )
            .ToList();
        return [.. _random.Shuffle(batches, $"batches/{Name}", pass)];
    }
}
