using System.Security.Cryptography;
using Analytics.Contracts;
using Analytics.Host.Enrol;
using Analytics.Match.Evidence;
using Analytics.Match.Gallery;
using Analytics.Runtime.Pictures;

namespace Analytics.Host.People;

/// <summary>Enrols one person after the other: judges the photos, writes what is accepted in one transaction,
/// looks at what came of it.</summary>
/// <param name="session">The gallery.</param>
/// <param name="enroller">Judges photos.</param>
internal sealed class PersonEnrolment(GallerySession session, Enroller enroller)
{
    private readonly EnrolmentLint _lint = new(session, EvidenceModel.From(session.Options.Match, session.Calibration));

    /// <summary>Enrols photos of a person, new or known.</summary>
    /// <param name="name">Of the person.</param>
    /// <param name="paths">The photos.</param>
    /// <param name="watchlists">Lists that the person goes on.</param>
    /// <param name="onPhoto">Hears of each photo that was looked at.</param>
    /// <param name="stop">Gives up; nothing of the person is then written.</param>
    public async Task<EnrolledAnswer> EnrolAsync(
        string name, IReadOnlyList<string> paths, IReadOnlyList<WatchlistId> watchlists, Action onPhoto, CancellationToken stop)
    {
        var known = await session.People.FindAsync(name, stop);
        var hashes = paths.Distinct(StringComparer.Ordinal).ToDictionary(path => path, Hash);
        var owners = await session.People.OwnersAsync([.. hashes.Values.Select(hash => hash.Text).OfType<string>()], stop);
        var missing = known is null ? [] : await session.Templates.MissingAsync(session.Collection.Model, known.Id, owners.Keys, stop);
        Dictionary<FaceId, Template> made = [];
        Dictionary<string, string> seen = [];
        List<NewPhoto> accepted = [];
        List<EnrolledPhotoAnswer> photos = [];
        foreach (var path in paths)
        {
            var answer = Known(path, hashes[path], owners, known?.Id, seen);
            if (hashes[path].Text is { } hash && missing.Remove(hash, out var photo))
            {
                answer = await MakeAsync(path, photo, made, stop);
            }

            if (answer is null)
            {
                var verdict = await enroller.JudgeAsync(new Photo(new PersonId(name), path), stop);
                answer = new EnrolledPhotoAnswer(
                    path, verdict.Fault is null ? "accepted" : "rejected", verdict.Fault, verdict.Quality?.Score);
                if (verdict.Template is { } template)
                {
                    accepted.Add(new NewPhoto(Path.GetFileName(path), hashes[path].Text!, verdict.Quality!.Value, verdict.Crop, template));
                }
            }

            photos.Add(answer);
            onPhoto();
        }

        if (known is null && accepted.Count == 0)
        {
            return new EnrolledAnswer(null, name, false, photos, null, null, false, []);
        }

        var model = session.Collection.Model;
        if (made.Count > 0)
        {
            await session.Templates.AddAsync(known!.Id, made, stop);
            await session.TellIndexAsync($"Templates of '{model}' were made of {PeopleText.Counted(made.Count, "photo", "photos")} of '{known.Name}'.", stop);
        }

        if (accepted.Count == 0 && watchlists.Count == 0)
        {
            return new EnrolledAnswer(known!.Id.Value, known.Name, false, photos, null, null, false, []);
        }

        var before = await _lint.ForecastsAsync(watchlists, stop);
        var person = known is null
            ? await session.People.EnrolAsync(name, null, accepted, watchlists, stop)
            : await session.People.AddPhotosAsync(known.Id, accepted, watchlists, stop);
        var added = PeopleText.Counted(accepted.Count, "photo", "photos");
        await session.TellIndexAsync(known is null ? $"'{name.Trim()}' was enrolled with {added}." : $"{added} of '{known.Name}' added.", stop);
        var found = await _lint.LookAsync(person, accepted, stop);
        var after = await _lint.ForecastsAsync(watchlists, stop);
        return new EnrolledAnswer(
            person.Value, known?.Name ?? name.Trim(), known is null, photos, found.Nearest, found.LowestWithin, found.Spread,
            [.. after.Select(list => Change(list, before.First(old => old.List.Id == list.List.Id)))]);
    }

    // A photo that was enrolled with another model: the file says more than the picture that is kept of it.
    private async Task<EnrolledPhotoAnswer> MakeAsync(string path, FaceId photo, Dictionary<FaceId, Template> made, CancellationToken stop)
    {
        var model = session.Collection.Model;
        var verdict = await enroller.JudgeAsync(new Photo(new PersonId(path), path), stop);
        if (verdict.Template is { } template)
        {
            made.Add(photo, template);
        }

        return new EnrolledPhotoAnswer(path, "there", verdict.Fault is { } fault
            ? $"it is enrolled already; no template of '{model}' could be made of it: {fault}"
            : $"it is enrolled already; its template of '{model}' was made", verdict.Quality?.Score);
    }

    // None for a photo that is new to the gallery and has to be looked at.
    private static EnrolledPhotoAnswer? Known(
        string path, PhotoHash file, Dictionary<string, PhotoOwner> owners, PersonId? person, Dictionary<string, string> seen) => file.Text switch
    {
        null => new EnrolledPhotoAnswer(path, "rejected", file.Fault, null),
        var hash when owners.TryGetValue(hash, out var owner) => owner.Person == person
            ? new EnrolledPhotoAnswer(path, "there", "it is enrolled already", null)
            : new EnrolledPhotoAnswer(path, "rejected", $"it is enrolled already, as a photo of '{owner.Name}'", null),
        var hash when !seen.TryAdd(hash, path) => new EnrolledPhotoAnswer(path, "there", $"it is the same file as '{seen[hash]}'", null),
        _ => null,
    };

    private static ForecastAnswer Change(ListForecast after, ListForecast before) => new(
        after.List.Id.Value, after.List.People, before.Forecast.Threshold?.Value, after.Forecast.Threshold?.Value,
        before.Forecast.FalseAlertsPerDay, after.Forecast.FalseAlertsPerDay);

    private static PhotoHash Hash(string path) => PictureFile.TryLoad(path, out var fault) is { } bytes
        ? new PhotoHash(Convert.ToHexStringLower(SHA256.HashData(bytes)), null)
        : new PhotoHash(null, fault);

    // Of a photo's bytes, or why they cannot be read.
    private readonly record struct PhotoHash(string? Text, string? Fault);
}
