namespace Analytics.Ingest;

/// <summary>What can be seen of how a decoder takes what its source sends.</summary>
internal interface IInputGauge
{
    /// <summary>Whether bytes have arrived that the decoder has not read yet; none where that cannot be seen.</summary>
    bool? HasUnread();

    /// <summary>Whether the decoder has worked on what came since this was last asked; it may have made no picture of it.</summary>
    bool HasWorked();
}
