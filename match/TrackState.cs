using Analytics.Match.Evidence;

namespace Analytics.Match;

/// <summary>A track that <see cref="Identifier"/> follows.</summary>
/// <param name="evidence">What its crops say.</param>
/// <param name="began">The position of its first event.</param>
internal sealed class TrackState(ITrackEvidence evidence, long began)
{
    public long Began { get; } = began;

    public ITrackEvidence Evidence { get; } = evidence;

    public TimeSpan LastAt { get; set; }

    public string? Latest { get; set; }

    public Verdict Reported { get; set; } = Verdict.Unknown;
}
