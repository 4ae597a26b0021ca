using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.Match.Index;
using Analytics.People.Watchlists;
using Analytics.Store;

namespace Analytics.People.Enrolling;

/// <summary>A watchlist and what is predicted of it.</summary>
internal sealed record ListForecast(WatchlistView List, WatchlistForecast Forecast);

/// <summary>What the linter saw of an enrolment.</summary>
internal sealed record LintFindings(LookAlike? Nearest, double? LowestWithin, bool IsSpread);

/// <summary>Looks at what an enrolment does to the gallery: look-alikes, photos of two people under one name, false alerts.</summary>
/// <param name="gallery">The gallery.</param>
internal sealed class EnrolmentLint(Gallery gallery)
{
    /// <summary>Compares the photos that have just been enrolled with everybody else, and with the person's own.</summary>
    public async Task<LintFindings> LookAsync(PersonId person, IReadOnlyList<NewPhoto> photos, CancellationToken stop)
    {
        if (photos.Count == 0)
        {
            return new LintFindings(null, null, false);
        }

        var index = await gallery.IndexAsync(stop);
        var others = await SearchAsync(index, photos, new FaceFilter { OtherThan = person }, byPerson: true, 1, stop);
        var own = new FaceFilter { Person = person };
        var count = await index.CountAsync(own, stop);
        var within = count.Value < 2 ? [] : await SearchAsync(index, photos, own, byPerson: false, (int)count.Value, stop);
        double? lowest = within.Count == 0 ? null : within.Min(hit => hit.Similarity.Value);

        // Below half of what speaks for one person, photos of one person speak for two.
        return new LintFindings(
            others.Count == 0 ? null : await NearestAsync(others.MaxBy(hit => hit.Similarity), stop),
            lowest, lowest < gallery.Evidence.Neutral / 2);
    }

    /// <summary>What is predicted of these lists as they are now.</summary>
    public async Task<IReadOnlyList<ListForecast>> ForecastsAsync(IReadOnlyList<WatchlistId> watchlists, CancellationToken stop)
    {
        List<ListForecast> forecasts = [];
        foreach (var id in watchlists)
        {
            var list = await gallery.Watchlists.GetAsync(id, stop);
            var people = await gallery.Watchlists.PeopleAsync(id, stop);
            var size = GallerySize.Of(people.Select(person => person.Photos), gallery.Calibration?.PhotoExponent);
            forecasts.Add(new ListForecast(list, WatchlistForecast.Of(
                list.Policy, size, gallery.Options.Match.TracksPerCameraDay, gallery.Calibration)));
        }

        return forecasts;
    }

    private async Task<LookAlike?> NearestAsync(FaceHit hit, CancellationToken stop)
    {
        if (hit.Person is not { } id || await gallery.People.FindAsync(id.Value, stop) is not { } other)
        {
            return null;
        }

        var people = await gallery.People.CountAsync(stop) - 1;
        var rate = gallery.Calibration?.FalseMatchRate(hit.Similarity);
        return new LookAlike(
            other.Id, other.Name, hit.Similarity, rate, rate * people,
            gallery.Calibration?.Genuine is { } scores ? SamePerson.Posterior(hit.Similarity, scores, SamePerson.Prior(people)) : null,
            hit.Similarity.Value >= gallery.Evidence.Neutral);
    }

    private static async Task<List<FaceHit>> SearchAsync(
        IFaceIndex index, IReadOnlyList<NewPhoto> photos, FaceFilter filter, bool byPerson, int top, CancellationToken stop)
    {
        var answer = await index.SearchAsync(
            [.. photos.Select(photo => new FaceQuery(photo.Template, top) { Filter = filter, ByPerson = byPerson })], stop);
        return answer.Unavailable is { } unavailable
            ? throw unavailable.ToFailure("The photos were enrolled, but could not be compared with others.")
            : [.. answer.Value.SelectMany(hits => hits)];
    }
}
