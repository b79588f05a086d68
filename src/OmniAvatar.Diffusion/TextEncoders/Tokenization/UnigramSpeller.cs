using System.Text;

namespace OmniAvatar.Diffusion.TextEncoders.Tokenization;

/// <summary>
/// Spells prepared text with the pieces whose scores add up highest (Kudo, "Subword Regularization", section 3.2;
/// Viterbi). The work is linear in the text: each place is left once, over at most the longest piece.
/// </summary>
internal sealed class UnigramSpeller
{
    /// <summary>How far an unknown character lies below the worst piece, as SentencePiece has it.</summary>
    private const float UnknownPenalty = 10;

    private readonly SentencePieceModel _model;
    private readonly PieceTrie _trie;
    private readonly float _unknownScore;
    private readonly float _best;

    public UnigramSpeller(SentencePieceModel model)
    {
        _model = model;
        _trie = new PieceTrie(
            model
                .Pieces.Select((piece, id) => (piece, id))
                .Where(entry => entry.piece.Kind is PieceKind.Normal or PieceKind.UserDefined)
                .Select(entry => (Encoding.UTF8.GetBytes(entry.piece.Text), entry.id))
        );
        var scores = model
            .Pieces.Where(piece => piece.Kind == PieceKind.Normal)
            .Select(piece => piece.Score)
            .DefaultIfEmpty(0)
            .ToArray();
        _unknownScore = scores.Min() - UnknownPenalty;
        _best = scores.Max();
    }

    /// <summary>The ids of the best spelling.</summary>
    /// <param name="text">UTF-8, prepared.</param>
    public List<int> Spell(ReadOnlySpan<byte> text)
    {
        var nodes = new Node[text.Length + 1];
        Array.Fill(nodes, new Node(_model.UnknownId, 0, -1));
        for (var start = 0; start < text.Length; )
        {
            var character = Math.Min(LengthOfCharacter(text[start]), text.Length - start);
            if (!OfferPieces(text, start, character, nodes))
                Offer(nodes, start, character, _model.UnknownId, _unknownScore);
            start += character;
        }
        return Collect(text, nodes);
    }

    /// <summary>Offers all pieces that begin at a place. Returns whether one of them is the single character
    /// there.</summary>
    private bool OfferPieces(ReadOnlySpan<byte> text, int start, int character, Node[] nodes)
    {
        var hasCharacter = false;
        var walk = _trie.Start();
        for (var end = start; end < text.Length && _trie.Step(ref walk, text[end], out var id); end++)
        {
            if (id < 0)
                continue;
            var length = end + 1 - start;
            Offer(nodes, start, length, id, ScoreOf(id, length));
            hasCharacter |= length == character;
        }
        return hasCharacter;
    }

    /// <summary>A user-defined piece outweighs any spelling of the same bytes.</summary>
    private double ScoreOf(int id, int length) =>
        _model.Pieces[id].Kind == PieceKind.UserDefined ? length * _best - 0.1 : _model.Pieces[id].Score;

    private static void Offer(Node[] nodes, int start, int length, int id, double score)
    {
        var total = score + nodes[start].Score;
        ref var node = ref nodes[start + length];
        // Scores are kept in single precision, as SentencePiece does: equal spellings must tie alike.
        if (node.Start < 0 || total > node.Score)
            node = new Node(id, (float)total, start);
    }

    private List<int> Collect(ReadOnlySpan<byte> text, Node[] nodes)
    {
        var ids = new List<int>();
        for (var end = text.Length; end > 0; end = nodes[end].Start)
        {
            var node = nodes[end];
            if (node.Id != _model.UnknownId)
                ids.Add(node.Id);
            else if (_model.ByteIds is { } bytes)
                AddBytesBackwards(ids, bytes, text[node.Start..end]);
            else if (ids.Count == 0 || ids[^1] != node.Id)
                ids.Add(node.Id); // a run of unknown characters is one id
        }
        ids.Reverse();
        return ids;
    }

    private static void AddBytesBackwards(List<int> ids, IReadOnlyList<int> bytes, ReadOnlySpan<byte> character)
    {
        for (var index = character.Length - 1; index >= 0; index--)
            ids.Add(bytes[character[index]]);
    }

    private static int LengthOfCharacter(byte first) =>
        first switch
        {
            < 0xC0 => 1,
            < 0xE0 => 2,
            < 0xF0 => 3,
            _ => 4,
        };

    /// <summary>The best way to a place: the last piece, the sum of scores, and where that piece began (-1: not
    /// reached).</summary>
    private readonly record struct Node(int Id, float Score, int Start);
}
