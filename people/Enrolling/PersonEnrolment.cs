using System.Security.Cryptography;
using Analytics.Contracts;
using Analytics.People.Photos;
using Analytics.Runtime.Pictures;
using Analytics.Store;

namespace Analytics.People.Enrolling;

/// <summary>
/// Enrols one person after the other: judges the photos, writes what is accepted in one transaction, looks at what came of it.
/// </summary>
public sealed class PersonEnrolment : IDisposable
{
    private readonly Gallery _gallery;
    private readonly Enroller _enroller;
    private readonly EnrolmentLint _lint;

    private PersonEnrolment(Gallery gallery, FaceModels models)
    {
        (_gallery, _lint) = (gallery, new(gallery));
        _enroller = new(models.Detector, models.Embedder, gallery.Options.Quality, gallery.Options.LeastScore);
    }

    /// <summary>Opens index and models, so that one that cannot be used is reported before anything is changed.</summary>
    /// <exception cref="FailureException">The index or a model cannot be used.</exception>
    public static async Task<PersonEnrolment> OpenAsync(Gallery gallery, CancellationToken stop)
    {
        await gallery.IndexAsync(stop);
        return new(gallery, await gallery.ModelsAsync(stop));
    }

    /// <summary>Enrols photos of a person, new or known.</summary>
    /// <param name="name">Of the person.</param>
    /// <param name="paths">The photos.</param>
    /// <param name="watchlists">Lists that the person goes on.</param>
    /// <param name="onPhoto">Called after each photo.</param>
    /// <param name="stop">Cancels; nothing of the person is then written.</param>
    public async Task<EnrolledPerson> EnrolAsync(
        string name, IReadOnlyList<string> paths, IReadOnlyList<WatchlistId> watchlists, Action onPhoto, CancellationToken stop)
    {
        var known = await _gallery.People.FindAsync(name, stop);
        var hashes = paths.Distinct(StringComparer.Ordinal).ToDictionary(path => path, Hash);
        var owners = await _gallery.People.OwnersAsync([.. hashes.Values.Select(hash => hash.Text).OfType<string>()], stop);
        var missing = known is null ? [] : await _gallery.Templates.MissingAsync(_gallery.Collection.Model, known.Id, owners.Keys, stop);
        Dictionary<FaceId, Template> made = [];
        Dictionary<string, string> seen = [];
        List<NewPhoto> accepted = [];
        List<EnrolledPhoto> photos = [];
        foreach (var path in paths)
        {
            var answer = Known(path, hashes[path], owners, known?.Id, seen);
            if (hashes[path].Text is { } hash && missing.Remove(hash, out var photo))
            {
                answer = await MakeAsync(path, photo, made, stop);
            }

            if (answer is null)
            {
                var verdict = await _enroller.JudgeAsync(new Photo(new PersonId(name), path), stop);
                answer = new EnrolledPhoto(
                    path, verdict.Fault is null ? PhotoOutcome.Accepted : PhotoOutcome.Rejected, verdict.Fault, verdict.Quality?.Score);
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
            return new EnrolledPerson(null, name, false, photos);
        }

        var model = _gallery.Collection.Model;
        if (made.Count > 0)
        {
            await _gallery.Templates.AddAsync(known!.Id, made, stop);
            await _gallery.UpdateIndexAsync(
                $"Templates of '{model}' were made of {Quantity.Of(made.Count, "photo", "photos")} of '{known.Name}'.", stop);
        }

        if (accepted.Count == 0 && watchlists.Count == 0)
        {
            return new EnrolledPerson(known!.Id, known.Name, false, photos);
        }

        var before = await _lint.ForecastsAsync(watchlists, stop);
        var person = known is null
            ? await _gallery.People.EnrolAsync(name, null, accepted, watchlists, stop)
            : await _gallery.People.AddPhotosAsync(known.Id, accepted, watchlists, stop);
        var added = Quantity.Of(accepted.Count, "photo", "photos");
        await _gallery.UpdateIndexAsync(
            known is null ? $"'{name.Trim()}' was enrolled with {added}." : $"{added} of '{known.Name}' added.", stop);
        var found = await _lint.LookAsync(person, accepted, stop);
        var after = await _lint.ForecastsAsync(watchlists, stop);
        return new EnrolledPerson(person, known?.Name ?? name.Trim(), known is null, photos)
        {
            Nearest = found.Nearest,
            LowestWithin = found.LowestWithin,
            IsSpread = found.IsSpread,
            Watchlists = [
                .. after.Select(
                    list => new WatchlistChange(list.List, before.First(old => old.List.Id == list.List.Id).Forecast, list.Forecast))],
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _enroller.Dispose();

    // A photo that was enrolled with another model: the file says more than the picture that is kept of it.
    private async Task<EnrolledPhoto> MakeAsync(string path, FaceId photo, Dictionary<FaceId, Template> made, CancellationToken stop)
    {
        var model = _gallery.Collection.Model;
        var verdict = await _enroller.JudgeAsync(new Photo(new PersonId(path), path), stop);
        if (verdict.Template is { } template)
        {
            made.Add(photo, template);
        }

        return new EnrolledPhoto(path, PhotoOutcome.There, verdict.Fault is { } fault
            ? $"it is enrolled already; no template of '{model}' could be made of it: {fault}"
            : $"it is enrolled already; its template of '{model}' was made", verdict.Quality?.Score);
    }

    // None for a photo that is new to the gallery and has to be looked at.
    private static EnrolledPhoto? Known(
        string path, PhotoHash file, Dictionary<string, PhotoOwner> owners, PersonId? person, Dictionary<string, string> seen) =>
            file.Text switch
            {
                null => new EnrolledPhoto(path, PhotoOutcome.Rejected, file.Fault, null),
                var hash when owners.TryGetValue(hash, out var owner) => owner.Person == person
                    ? new EnrolledPhoto(path, PhotoOutcome.There, "it is enrolled already", null)
                    : new EnrolledPhoto(path, PhotoOutcome.Rejected, $"it is enrolled already, as a photo of '{owner.Name}'", null),
                var hash when !seen.TryAdd(hash, path) =>
                    new EnrolledPhoto(path, PhotoOutcome.There, $"it is the same file as '{seen[hash]}'", null),
                _ => null,
            };

    private static PhotoHash Hash(string path) => PictureFile.TryLoad(path, out var fault) is { } bytes
        ? new PhotoHash(Convert.ToHexStringLower(SHA256.HashData(bytes)), null)
        : new PhotoHash(null, fault);

    // Of a photo's bytes, or why they cannot be read.
    private readonly record struct PhotoHash(string? Text, string? Fault);
}
