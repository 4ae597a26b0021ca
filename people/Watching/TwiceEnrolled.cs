using System.Globalization;
using Analytics.Contracts;
using Analytics.Match;
using Analytics.Match.Decisions;
using Analytics.Match.Index;
using Microsoft.Extensions.Logging;

namespace Analytics.People.Watching;

/// <summary>
/// Reports who of the gallery may be enrolled twice: of a small gallery all of them, at the start and at each change; of a large one each
/// pair that an alert waits for. Safe from several threads.
/// </summary>
internal sealed class TwiceEnrolled
{
    private const int MostNamed = 5;
    private readonly Lock _gate = new();
    private readonly PeopleNames _names;
    private readonly ILogger _logger;
    private readonly HashSet<(PersonId, PersonId)> _warned = [];
    private HashSet<(PersonId, PersonId)> _pairs = [];

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

    /// <summary>Those who may be one person, enrolled twice.</summary>
    public AlikePeople Alike { get; }

    /// <summary>Compares the gallery as it is now.</summary>
    /// <exception cref="FailureException">Its index is out of reach.</exception>
    public async Task RefreshAsync(CancellationToken stop)
    {
        Alike.Forget();
        var answer = await Alike.FindAllAsync(stop);
        if (answer.Unavailable is { } unavailable)
        {
            throw unavailable.ToFailure("Duplicate enrolments are unknown.");
        }

        var all = answer.Value;
        if (all is null)
        {
            _logger.LogInformation(
                "The gallery has more than {Most} photos, so duplicates are not searched. They are reported when an alert depends on them.",
                AlikePeople.MostCompared);
        }

        bool isNew;
        lock (_gate)
        {
            _pairs = [.. (all ?? []).Select(KeyOf)];
            Count();
            isNew = !_pairs.IsSubsetOf(_warned);
            _warned.UnionWith(_pairs);
        }

        if (isNew)
        {
            Warn(all!);
        }
    }

    private static (PersonId, PersonId) KeyOf(LookAlikes pair) => (pair.First, pair.Second);

    private static int People(IEnumerable<(PersonId First, PersonId Second)> pairs) =>
        pairs.SelectMany(pair => new[] { pair.First, pair.Second }).Distinct().Count();

    private void Report(LookAlikes pair)
    {
        bool isNew;
        lock (_gate)
        {
            _pairs.Add(KeyOf(pair));
            Count();
            isNew = _warned.Add(KeyOf(pair));
        }

        if (isNew)
        {
            Warn([pair]);
        }
    }

    private void Count() => MatchTelemetry.AlikePeople.Record(People(_pairs));

    private void Warn(IReadOnlyList<LookAlikes> pairs)
    {
        var named = pairs.Take(MostNamed).Select(pair => string.Create(
            CultureInfo.InvariantCulture, $"{_names.Of(pair.First)} and {_names.Of(pair.Second)} ({pair.Similarity.Value:0.00})"));
        _logger.LogWarning(
            "{People} people cannot be distinguished from each other and are reported together: {Pairs}{More}. Are some enrolled twice?",
            People(pairs.Select(KeyOf)), string.Join(", ", named), pairs.Count > MostNamed ? ", …" : "");
    }
}
