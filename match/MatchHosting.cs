using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Analytics.Runtime.Bus;
using Analytics.Runtime.Models;

namespace Analytics.Match;

/// <summary>Puts matching together.</summary>
public static class MatchHosting
{
    /// <summary>Everything that is observed becomes verdicts and alerts.</summary>
    /// <param name="source">Where observations come from.</param>
    /// <param name="index">The gallery.</param>
    /// <param name="options">The rules.</param>
    /// <param name="calibration">Of the embedder; none where it was not measured.</param>
    /// <param name="onAlert">Takes an alert; when its token is cancelled, the next reader of the partition raises the
    /// alert again.</param>
    /// <param name="onIdentified">Takes a verdict.</param>
    /// <param name="onUnavailable">Called when the index is down.</param>
    /// <param name="gallery">
    /// How many people a stranger may be taken for, asked again for each verdict; where that is not known, no budget of false alerts is
    /// kept.
    /// </param>
    /// <param name="watchlists">The least similarity that a person's watchlists ask for; none: that of the options.</param>
    /// <param name="alike">Who may be one person under two records, and is reported together; none: nobody is.</param>
    public static MatchConsumer Consumer(
        IEventSource source, IFaceIndex index, MatchOptions options, Calibration? calibration, Func<Alert, CancellationToken,
        ValueTask> onAlert,
        Action<TrackIdentified> onIdentified, Action<IndexUnavailable> onUnavailable, Func<GallerySize?>? gallery = null,
        Func<PersonId, TrackRate, Similarity?>? watchlists = null, AlikePeople? alike = null)
    {
        var evidence = EvidenceModel.From(options, calibration);
        var (meter, policy) = (new TrackMeter(), options.ToPolicy());
        return new(source, NewIdentifier, onAlert, onIdentified, onUnavailable, TimeProvider.System);

        Identifier NewIdentifier() => new(index, evidence, options, similarity => calibration?.Rate(similarity))
        {
            Meter = meter,
            Alike = alike,
            Gallery = Size,
            ThresholdOf = person => watchlists?.Invoke(person, meter.Rate(options.TracksPerCameraDay)) ?? Default(),
        };

        GallerySize? Size() => gallery?.Invoke();

        Similarity Default() => Size() is var size && policy.Fixed is null && (calibration is null || size is null)
            ? new Similarity(evidence.Neutral)
            : Threshold.Explain(
                new ThresholdQuestion(policy, size ?? GallerySize.OfPeople(1), meter.Rate(options.TracksPerCameraDay)),
                calibration).Similarity;
    }
}
