using Analytics.Contracts;
using Analytics.Match.Index;

namespace Analytics.People.Photos;

/// <summary>The outcome of reading a people folder.</summary>
/// <param name="Photos">Every photo with its verdict.</param>
/// <param name="Conflicts">Look-alikes, and photos of one person that do not match.</param>
public sealed record Enrolment(IReadOnlyList<PhotoVerdict> Photos, IReadOnlyList<PhotoConflict> Conflicts)
{
    /// <summary>What of the folder was left out, as a sentence; none where nothing was.</summary>
    public string? LeftOut { get; init; }

    /// <summary>People with at least one accepted photo.</summary>
    public int People => Accepted.Select(photo => photo.Photo.Person).Distinct().Count();

    /// <summary>The accepted photos.</summary>
    public IEnumerable<PhotoVerdict> Accepted => Photos.Where(photo => photo.Template is not null);

    /// <summary>
    /// Pairs of accepted photos that contradict their names: of two people at <paramref name="alike"/> or above, of one person
    /// below <paramref name="different"/>.
    /// </summary>
    public static IReadOnlyList<PhotoConflict> FindConflicts(
        IReadOnlyList<PhotoVerdict> photos, Similarity alike, Similarity different)
    {
        var accepted = photos.Where(photo => photo.Template is not null).ToList();
        List<PhotoConflict> conflicts = [];
        for (var i = 0; i < accepted.Count; i++)
        {
            for (var j = i + 1; j < accepted.Count; j++)
            {
                var conflict = new PhotoConflict(
                    accepted[i].Photo, accepted[j].Photo, accepted[i].Template!.CompareTo(accepted[j].Template!));
                if (conflict.SamePerson ? conflict.Similarity < different : conflict.Similarity >= alike)
                {
                    conflicts.Add(conflict);
                }
            }
        }

        return conflicts;
    }

    /// <summary>Puts the accepted templates into an index.</summary>
    public async Task AddToAsync(IFaceIndex index, CancellationToken cancellationToken)
    {
        FaceEntry Entry(PhotoVerdict photo) => new(new FaceId(Guid.CreateVersion7()), photo.Template!) { Person = photo.Photo.Person };
        var answer = await index.UpsertAsync([.. Accepted.Select(Entry)], cancellationToken);
        _ = answer.Value;
    }
}
