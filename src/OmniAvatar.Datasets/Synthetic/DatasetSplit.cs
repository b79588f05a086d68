namespace OmniAvatar.Datasets.Synthetic;

/// <summary>The part of the data: its faces and voices are in no other part.</summary>
public enum DatasetSplit
{
    /// <summary>To train with.</summary>
    Train,

    /// <summary>For measuring: no face or voice in it was used for training.</summary>
    HeldOut,
}
