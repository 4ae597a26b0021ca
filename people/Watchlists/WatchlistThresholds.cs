using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.Match.Index;
using Analytics.People.Index;
using Analytics.Runtime.Models;
using Analytics.Store;
using Analytics.Store.Database;

namespace Analytics.People.Watchlists;

/// <summary>The thresholds of the gallery's watchlists.</summary>
/// <param name="database">The lists.</param>
/// <param name="index">Finds look-alikes.</param>
/// <param name="calibration">Of the embedder; none where it was not measured.</param>
public sealed class WatchlistThresholds(GalleryDatabase database, IFaceIndex index, Calibration? calibration)
{
    /// <summary>Lists of more people are not searched for look-alikes at each change.</summary>
    public const int MostCompared = 2000;

    private const int PageSize = 500;
    private const int MostTogether = 6; // records of one person
    private static readonly Similarity Never = new(2);
    private IReadOnlyDictionary<PersonId, IReadOnlyList<ThresholdQuestion>>? _questions;

    /// <summary>
    /// The similarity of two photos from which on their people are reported together (<see cref="AlikePeople"/>): neither is taken for the
    /// other, and they raise no threshold. None: nobody is.
    /// </summary>
    public Similarity? TogetherFrom { get; init; }

    /// <summary>What a list's threshold follows from, as the list is now.</summary>
    /// <exception cref="FailureException">There is no such list, or the index is out of reach.</exception>
    public async Task<ThresholdQuestion> AskAsync(WatchlistId id, TrackRate tracks, CancellationToken cancellationToken)
    {
        var register = new WatchlistRegister(database, TimeProvider.System);
        var list = await register.GetAsync(id, cancellationToken);
        var people = await register.PeopleAsync(id, cancellationToken);
        return new ThresholdQuestion(
            list.Policy.ToAlertPolicy(), GallerySize.Of(people.Select(person => person.Photos), calibration?.PhotoExponent), tracks)
        {
            Nearest = people.Count <= MostCompared ? await NearestAsync(id, people, cancellationToken) : null,
        };
    }

    /// <summary>Takes over the lists as they are now.</summary>
    /// <exception cref="FailureException">The index is out of reach.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var register = new WatchlistRegister(database, TimeProvider.System);
        Dictionary<PersonId, List<ThresholdQuestion>> questions = [];
        var lists = await register.ListAsync(cancellationToken);
        foreach (var list in lists)
        {
            var question = await AskAsync(list.Id, default, cancellationToken);
            foreach (var person in await register.PeopleAsync(list.Id, cancellationToken))
            {
                if (!questions.TryGetValue(person.Id, out var asked))
                {
                    questions.Add(person.Id, asked = []);
                }

                asked.Add(question);
            }
        }

        _questions = lists.Count == 0
            ? null : questions.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<ThresholdQuestion>)entry.Value);
    }

    /// <summary>
    /// The least similarity of an alert of a person: the lowest of his or her lists. None where the gallery has no watchlist; where it has
    /// some, people who are on none never alert.
    /// </summary>
    /// <param name="person">The person.</param>
    /// <param name="tracks">Tracks of a camera in a day.</param>
    public Similarity? Of(PersonId person, TrackRate tracks)
    {
        if (_questions is not { } questions)
        {
            return null;
        }

        return questions.TryGetValue(person, out var asked)
            ? asked.Min(question => Threshold.Explain(question with { Tracks = tracks }, calibration).Similarity)
            : Never;
    }

    private async Task<LookAlikes?> NearestAsync(WatchlistId list, List<PersonSummary> people, CancellationToken cancellationToken)
    {
        LookAlikes? nearest = null;
        foreach (var page in people.Select(person => person.Id.Value).Chunk(PageSize))
        {
            var faces = (await database.OfAsync(index.Collection, page, cancellationToken)).Faces;
            List<FaceQuery> queries = [.. faces.Select(face => new FaceQuery(face.Template, TogetherFrom is null ? 1 : MostTogether)
            {
                Filter = new FaceFilter { Watchlist = list, OtherThan = face.Person },
            })];
            var answer = await index.SearchAsync(queries, cancellationToken);
            if (answer.Unavailable is { } unavailable)
            {
                throw unavailable.ToFailure($"The look-alikes of the watchlist '{list}' are unknown.");
            }

            for (var i = 0; i < faces.Count; i++)
            {
                if (answer.Value[i].FirstOrDefault(hit => !(hit.Similarity >= TogetherFrom)) is { Person: { } other } hit
                    && (nearest is null || hit.Similarity > nearest.Similarity))
                {
                    nearest = new LookAlikes(faces[i].Person!.Value, other, hit.Similarity);
                }
            }
        }

        return nearest;
    }
}
