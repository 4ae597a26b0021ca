using System.Globalization;
using Analytics.Contracts;
using Analytics.Match;
using Analytics.Match.Decisions;
using Analytics.Match.Index;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Watch;

/// <summary>
/// Reports who of the gallery may be enrolled twice: of a small gallery all of them, at the start and at each change; of a large one each pair that an
/// alert waits for. Safe from several threads.
/// </summary>
internal sealed class TwiceEnrolled
{
    private const int MostNamed = 5;
    private readonly Lock _gate = new();
    private readonly PeopleNames _names;
    private readonly ILogger _logger;
    private HashSet<(PersonId, PersonId)> _reported = [];

    /// <summary>Reports nothing yet.</summary>
    /// <param name="index">The gallery.</param>
    /// <param name="from">The similarity of two photos from which on their people may be one.</param>
    /// <param name="names">What people are called.</param>
    /// <param name="logger">Takes the reports.</param>
    public TwiceEnrolled(IFaceIndex index, Similarity from, PeopleNames names, ILogger logger)
    {
        (_names, _logger) = (names, logger);
        Alike = new(index, from) { OnFound = Report };
    }

    /// <summary>Whoever may be one person.</summary>
    public AlikePeople Alike { get; }

    /// <summary>Compares the gallery as it is now. While its index is out of reach, nothing is reported.</summary>
    public async Task RefreshAsync(CancellationToken stop)
    {
        Alike.Forget();
        var answer = await Alike.FindAllAsync(stop);
        if (answer.Unavailable is { } unavailable)
        {
            _logger.LogWarning("Who is enrolled twice is not known: {Reason}", unavailable.Reason);
            return;
        }

        if (answer.Value is not { } pairs)
        {
            _logger.LogInformation(
                "The gallery has more than {Most} photos and is not compared with itself. Whoever is enrolled twice is reported when an alert depends on it.",
                AlikePeople.MostCompared);
            return;
        }

        lock (_gate)
        {
            var before = _reported;
            _reported = [.. pairs.Select(KeyOf)];
            Count();
            if (pairs.Count == 0 || _reported.SetEquals(before))
            {
                return;
            }
        }

        Warn(People(pairs.Select(KeyOf)), pairs);
    }

    private static (PersonId, PersonId) KeyOf(LookAlikes pair) => (pair.First, pair.Second);

    private static int People(IEnumerable<(PersonId First, PersonId Second)> pairs) =>
        pairs.SelectMany(pair => new[] { pair.First, pair.Second }).Distinct().Count();

    private void Report(LookAlikes pair)
    {
        lock (_gate)
        {
            if (!_reported.Add(KeyOf(pair)))
            {
                return;
            }

            Count();
        }

        Warn(2, [pair]);
    }

    private void Count() => MatchTelemetry.AlikePeople.Record(People(_reported));

    private void Warn(int people, IReadOnlyList<LookAlikes> pairs)
    {
        var named = pairs.Take(MostNamed).Select(pair => string.Create(
            CultureInfo.InvariantCulture, $"{_names.Of(pair.First)} and {_names.Of(pair.Second)} ({pair.Similarity.Value:0.00})"));
        _logger.LogWarning(
            "{People} people cannot be distinguished from another and are reported together: {Pairs}{More}. Are they one person enrolled twice?",
            people, string.Join(", ", named), pairs.Count > MostNamed ? ", …" : "");
    }
}
