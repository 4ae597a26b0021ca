using Analytics.Contracts;
using Analytics.Ingest.Links;

namespace Analytics.Ingest;

/// <summary>A camera as it was asked for.</summary>
/// <param name="Id">Its name, unique within the process.</param>
/// <param name="Source">Where its pictures come from.</param>
/// <param name="Options">How they are read.</param>
public sealed record CameraSpec(CameraId Id, CameraSource Source, IngestOptions Options)
{
    /// <summary>
    /// Whether epochs follow the clock (seconds since 2020), so that they grow from node to node, and a file that is read again is not
    /// taken for what was read before; else they are counted from 1, which makes two readings of a file the same.
    /// </summary>
    public bool EpochsByClock { get; init; }

    /// <summary>Where it may be, of a camera that came over the API; none: where it was said on the command line.</summary>
    internal SiteRules? Rules { get; init; }

    /// <summary>
    /// When the first picture was taken, of a file that is not played as if it were live; then its last change is taken for it.
    /// </summary>
    internal DateTimeOffset? Recorded => NewestWins ? null : new DateTimeOffset(File.GetLastWriteTimeUtc(Source.Files[0]));

    /// <summary>Whether the newest frame wins: a live source, or a file that plays as if it were one.</summary>
    public bool NewestWins => Source.IsLive || Options.Realtime;

    /// <summary>Whether frames that are not worth a look are let go before they are analysed.</summary>
    public bool IsGated => Options.Motion ?? Source.IsLive;
}
