namespace OmniAvatar.Datasets.Synthetic;

/// <summary>The part of the data: its faces and voices are in no other part.</summary>
public enum DatasetSplit
{
    /// <summary>To train with.</summary>
    Train,

    /// <summary>To measure with: nobody in it was ever trained with.</summary>
    HeldOut,
}
