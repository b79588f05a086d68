using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.TextEncoders;

/// <summary>Captions with some of their tokens hidden.</summary>
/// <param name="Ids">int64 (B, L): what the encoder reads, the unknown token in the place of hidden ones.</param>
/// <param name="Mask">int64 (B, L): 1 for a token, 0 for padding.</param>
/// <param name="Hidden">bool (B, L): which tokens are hidden.</param>
/// <param name="Truth">int64 (B, L): the tokens themselves.</param>
internal sealed record CaptionBatch(Tensor Ids, Tensor Mask, Tensor Hidden, Tensor Truth)
{
    /// <summary>Hides tokens at random; of a caption without luck the first, so that each teaches something.</summary>
    /// <param name="captions">Token ids of each caption, the end mark last.</param>
    /// <param name="share">Part of the tokens to hide.</param>
    /// <param name="model">Says which ids pad and are unknown.</param>
    /// <param name="random">Decides which.</param>
    public static CaptionBatch Hide(
        IReadOnlyList<long[]> captions,
        double share,
        SentencePieceModel model,
        Random random
    )
    {
        var length = captions.Max(caption => caption.Length);
        var (ids, mask) = (new long[captions.Count * length], new long[captions.Count * length]);
        var (hidden, truth) = (new bool[captions.Count * length], new long[captions.Count * length]);
        Array.Fill(ids, model.PadId);
        Array.Fill(truth, model.PadId);
        for (var i = 0; i < captions.Count; i++)
        {
            for (var place = 0; place < captions[i].Length; place++)
            {
                var index = i * length + place;
                (ids[index], truth[index], mask[index]) = (captions[i][place], captions[i][place], 1);
                hidden[index] = random.NextDouble() < share;
            }
            var tokens = hidden.AsSpan(i * length, captions[i].Length);
            if (!tokens.Contains(true))
                tokens[0] = true;
        }
        for (var index = 0; index < ids.Length; index++)
            if (hidden[index])
                ids[index] = model.UnknownId;
        long[] shape = [captions.Count, length];
        return new CaptionBatch(tensor(ids, shape), tensor(mask, shape), tensor(hidden, shape), tensor(truth, shape));
    }
}
