using OmniAvatar.Models;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Requests.Options;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Submissions.Fields;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Finds the choice that keeps a submission from being planned: the first one without which it can be
/// planned.</summary>
internal static class Misfit
{
    private static readonly RenderOption[] Suspects =
    [
        LayoutOptions.Size,
        LayoutOptions.SizeTable,
        LayoutOptions.Overlap,
        LayoutOptions.MaxTokens,
        LayoutOptions.Crossfade,
        LayoutOptions.ShotSegments,
        LayoutOptions.Shots,
        DenoisingOptions.TeaCache,
        FinishingOptions.BurnCaptions,
    ];

    /// <summary>The refusal of a submission that cannot be planned.</summary>
    /// <param name="failure">Why not.</param>
    /// <param name="submission">What is asked for.</param>
    /// <param name="model">The model to render with.</param>
    /// <param name="plan">Plans other choices in its place.</param>
    public static ApiException Of(
        WrongUseException failure,
        Submission submission,
        ModelCard model,
        Action<RenderChoices> plan
    )
    {
        var chosen = submission.Choices;
        var culprit = Suspects.FirstOrDefault(option =>
            option.Without(chosen) is var rest && rest != chosen && CanBe(plan, rest)
        );
        var message = failure.Message;
        if (culprit == LayoutOptions.Size && WorkingSizes(chosen, model, plan) is { Length: > 0 } sizes)
            message = $"{message.TrimEnd('.')}; sizes that work: {sizes}.";
        return Refusals.Invalid(culprit is null ? null : submission.SentAs(culprit.Name), message);
    }

    private static string WorkingSizes(RenderChoices choices, ModelCard model, Action<RenderChoices> plan) =>
        string.Join(
            ", ",
            Tables(model)
                .SelectMany(table => table.Sizes)
                .Distinct()
                .Where(size => CanBe(plan, choices with { Size = size }))
        );

    private static IEnumerable<SizeTable> Tables(ModelCard model) =>
        model.Defaults.Sizes is null ? [SizeTable.P480, SizeTable.P720] : [model.Defaults.SizeTable];

    private static bool CanBe(Action<RenderChoices> plan, RenderChoices choices)
    {
        try
        {
            plan(choices);
            return true;
        }
        catch (OmniAvatarException)
        {
            return false;
        }
    }
}
