using Analytics.Contracts;
using Analytics.People.Photos;

namespace Analytics.Host.Commands.People;

/// <summary>Says what enrolment made of each photo.</summary>
public static class EnrolmentReport
{
    /// <summary>A line for each photo and each warning, then the sum.</summary>
    public static IEnumerable<string> Lines(Enrolment enrolment)
    {
        foreach (var photo in enrolment.Photos)
        {
            yield return photo.Fault is { } fault
                ? $"rejected  {photo.Photo.Person}: {photo.Photo.Path}: {fault}"
                : $"accepted  {photo.Photo.Person}: {photo.Photo.Path} (quality {photo.Quality!.Value.Score:0.00})";
        }

        foreach (var conflict in enrolment.Conflicts)
        {
            yield return conflict.SamePerson
                ? $"warning   {conflict.Left.Person}: '{conflict.Left.Path}' and '{conflict.Right.Path}' do not look like one person "
                  + $"(similarity {conflict.Similarity}). Remove the wrong one."
                : $"warning   {conflict.Left.Person} and {conflict.Right.Person} look alike ('{conflict.Left.Path}', "
                  + $"'{conflict.Right.Path}', similarity {conflict.Similarity}): they may be mistaken for each other, or be one person.";
        }

        if (enrolment.LeftOut is { } leftOut)
        {
            yield return leftOut;
        }

        var warnings = enrolment.Conflicts.Count switch { 0 => "", 1 => ", 1 warning", var count => $", {count} warnings" };
        yield return $"{Quantity.Of(enrolment.People, "person", "people")} enrolled from {enrolment.Accepted.Count()} of "
            + $"{Quantity.Of(enrolment.Photos.Count, "photo", "photos")}{warnings}.";
    }
}
