using OmniAvatar.Randomness;
using OmniAvatar.Training.Samples;

namespace OmniAvatar.Training.Transformers.Batches;

/// <summary>Which clips go into a batch.</summary>
/// <param name="Samples">Their places in the list of samples.</param>
/// <param name="LatentFrames">The length that each is cut to.</param>
internal sealed record BatchChoice(IReadOnlyList<int> Samples, int LatentFrames);

/// <summary>
/// The batches of a phase by number. Clips of one length and size share a batch up to the token budget; every clip is
/// seen once before any is seen again, in another order each time; a mix of sources takes from each its share.
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
        var fitting = Enumerable
            .Range(0, samples.Count)
            .Where(i => !samples[i].IsForValidation)
            .Select(i => (Sample: i, Bucket: cuts.BucketOf(samples[i])))
            .Where(choice => choice.Bucket is not null)
            .ToList();
        if (fitting.Count == 0)
            throw new BadInputException(
                $"No training sample fits the sizes, the lengths and the {phase.MaxTokens} tokens of the phase "
                    + $"'{phase.Name}'."
            );

        var sources =
            phase.Mix.Count == 0
                ? [new SourceBatches("all", fitting!, cuts, random)]
                : phase
                    .Mix.Keys.Order(StringComparer.Ordinal)
                    .Select(name => new SourceBatches(name, OfSource(name)!, cuts, random))
                    .ToList();
        var all = sources.Sum(source => source.Count);
        var shares = phase.Mix.Values.Sum();
        _sources =
        [
            .. sources.Select(source =>
                (
                    source,
                    phase.Mix.Count == 0 ? all : Math.Max(1, (int)Math.Round(all * phase.Mix[source.Name] / shares))
                )
            ),
        ];
        _perRound = _sources.Sum(source => source.PerRound);

        List<(int, Bucket?)> OfSource(string name)
        {
            var own = fitting.Where(choice => samples[choice.Sample].Source == name).ToList();
            return own.Count > 0
                ? own
                : throw new BadInputException(
                    $"The phase '{phase.Name}' uses the source '{name}', but no training sample of that source fits."
                );
        }
    }

    /// <summary>A batch by its number in the phase, from 0.</summary>
    public BatchChoice At(long number)
    {
        var (round, place) = (number / _perRound, (int)(number % _perRound));
        if (_order.Round != round)
            _order = (round, OrderOf(round));
        var (source, own) = _order.Order[place];
        return _sources[source].Source.At(round * _sources[source].PerRound + own);
    }

    private List<(int Source, int Place)> OrderOf(long round) =>
        [
            .. _random.Shuffle(
                [
                    .. _sources.SelectMany(
                        (source, i) => Enumerable.Range(0, source.PerRound).Select(place => (i, place))
                    ),
                ],
                "round",
                round
            ),
        ];
}
