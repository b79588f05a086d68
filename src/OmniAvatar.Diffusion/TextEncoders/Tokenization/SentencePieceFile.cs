namespace OmniAvatar.Diffusion.TextEncoders.Tokenization;

/// <summary>Reads <c>spiece.model</c>, SentencePiece's own file: a protobuf message ModelProto. Field numbers are those
/// of its public schema.</summary>
public static class SentencePieceFile
{
    private const int UnigramModel = 1;

    /// <summary>Reads a model from the file's bytes.</summary>
    /// <exception cref="BadInputException">The bytes are damaged, or of another kind of model.</exception>
    public static SentencePieceModel Read(ReadOnlySpan<byte> file)
    {
        var pieces = new List<SentencePiece>();
        var (trainer, normalizer) = (new TrainerFields(), new NormalizerFields());
        var message = new ProtobufReader(file);
        while (message.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    pieces.Add(ReadPiece(message.ReadBytes()));
                    break;
                case 2:
                    trainer = ReadTrainer(message.ReadBytes());
                    break;
                case 3:
                    normalizer = ReadNormalizer(message.ReadBytes());
                    break;
                default:
                    message.Skip();
                    break;
            }
        }
        if (trainer.ModelType != UnigramModel)
            throw new BadInputException("The tokenizer file is not a Unigram model.");
        return new SentencePieceModel(pieces, trainer.EndPiece, trainer.PadPiece, trainer.ByteFallback)
        {
            Characters = normalizer.Characters,
            AddsLeadingSpace = normalizer.AddsLeadingSpace,
            RemovesExtraSpaces = normalizer.RemovesExtraSpaces,
        };
    }

    private static SentencePiece ReadPiece(ReadOnlySpan<byte> bytes)
    {
        var (text, score, kind) = ("", 0f, PieceKind.Normal);
        var message = new ProtobufReader(bytes);
        while (message.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    text = message.ReadString();
                    break;
                case 2:
                    score = message.ReadSingle();
                    break;
                case 3:
                    kind = (PieceKind)message.ReadInt32();
                    break;
                default:
                    message.Skip();
                    break;
            }
        }
        return Enum.IsDefined(kind)
            ? new SentencePiece(text, score, kind)
            : throw new BadInputException("The tokenizer file has a piece of an unknown kind.");
    }

    private static TrainerFields ReadTrainer(ReadOnlySpan<byte> bytes)
    {
        var fields = new TrainerFields();
        var message = new ProtobufReader(bytes);
        while (message.Next(out var field))
        {
            switch (field)
            {
                case 3:
                    fields.ModelType = message.ReadInt32();
                    break;
                case 24:
                    RefuseSuffixSpaces(message.ReadBool());
                    break;
                case 35:
                    fields.ByteFallback = message.ReadBool();
                    break;
                case 47:
                    fields.EndPiece = message.ReadString();
                    break;
                case 48:
                    fields.PadPiece = message.ReadString();
                    break;
                default:
                    message.Skip();
                    break;
            }
        }
        return fields;
    }

    private static NormalizerFields ReadNormalizer(ReadOnlySpan<byte> bytes)
    {
        var fields = new NormalizerFields();
        var message = new ProtobufReader(bytes);
        while (message.Next(out var field))
        {
            switch (field)
            {
                case 2:
                    fields.Characters = CharacterMap.Read(message.ReadBytes());
                    break;
                case 3:
                    fields.AddsLeadingSpace = message.ReadBool();
                    break;
                case 4:
                    fields.RemovesExtraSpaces = message.ReadBool();
                    break;
                case 5:
                    RefuseBareSpaces(message.ReadBool());
                    break;
                default:
                    message.Skip();
                    break;
            }
        }
        return fields;
    }

    private static void RefuseSuffixSpaces(bool suffix)
    {
        if (suffix)
            throw new BadInputException("The tokenizer file puts spaces after words, unlike umT5's.");
    }

    private static void RefuseBareSpaces(bool escaped)
    {
        if (!escaped)
            throw new BadInputException("The tokenizer file keeps spaces unchanged, unlike umT5's.");
    }

    private sealed class TrainerFields
    {
        public int ModelType { get; set; } = UnigramModel;

        public bool ByteFallback { get; set; }

        public string EndPiece { get; set; } = "</s>";

        public string PadPiece { get; set; } = "<pad>";
    }

    private sealed class NormalizerFields
    {
        public CharacterMap? Characters { get; set; }

        public bool AddsLeadingSpace { get; set; } = true;

        public bool RemovesExtraSpaces { get; set; } = true;
    }
}
