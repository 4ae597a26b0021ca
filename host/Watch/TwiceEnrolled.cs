using System.Globalization;
using Analytics.Contracts;
using Analytics.Match;
using Analytics.Match.Decisions;
using Analytics.Match.Index;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Watch;

/// <summary>Knows who of the gallery may be enrolled twice, and says so at the start and at each change. Safe from several threads.</summary>
/// <param name="index">The gallery.</param>
/// <param name="from">The similarity of two photos from which on their people may be one.</param>
/// <param name="names">What people are called.</param>
/// <param name="logger">Hears of them.</param>
internal sealed class TwiceEnrolled(IFaceIndex index, Similarity from, PeopleNames names, ILogger logger)
{
    private const int MostNamed = 5;
    private volatile AlikePeople _alike = AlikePeople.None;

    /// <summary>Whether two people may be one.</summary>
    public bool AreAlike(PersonId one, PersonId other) => _alike.AreAlike(one, other);

    /// <summary>Looks at the gallery as it is now. While its index is away, what was known stays known.</summary>
    public async Task RefreshAsync(CancellationToken stop)
    {
        var answer = await AlikePeople.FindAsync(index, from, stop);
        if (answer.Unavailable is { } unavailable)
        {
            logger.LogWarning("Who is enrolled twice is not known: {Reason}", unavailable.Reason);
            return;
        }

        if (answer.Value is not { } found)
        {
            logger.LogInformation(
                "The gallery has more than {Most} photos and is not compared with itself: whoever is enrolled twice gets no alerts.",
                AlikePeople.MostCompared);
            return;
        }

        var isNew = !found.Pairs.Select(pair => (pair.First, pair.Second)).ToHashSet()
            .SetEquals(_alike.Pairs.Select(pair => (pair.First, pair.Second)));
        _alike = found;
        MatchTelemetry.AlikePeople.Record(found.People);
        if (isNew && found.People > 0)
        {
            var pairs = found.Pairs.Take(MostNamed).Select(pair => string.Create(
                CultureInfo.InvariantCulture, $"{names.Of(pair.First)} and {names.Of(pair.Second)} ({pair.Similarity.Value:0.00})"));
            logger.LogWarning(
                "{People} people cannot be distinguished from another and are reported together: {Pairs}{More}. Are they one person enrolled twice?",
                found.People, string.Join(", ", pairs), found.Pairs.Count > MostNamed ? ", …" : "");
        }
    }
}
