namespace Analytics.Host.Enrol;

/// <summary>Says what enrolment made of each photo, one line each.</summary>
public static class EnrolmentReport
{
    /// <summary>Writes the lines and the sum.</summary>
    public static void Write(Enrolment enrolment, TextWriter writer)
    {
        foreach (var photo in enrolment.Photos)
        {
            writer.WriteLine(photo.Fault is { } fault
                ? $"rejected  {photo.Photo.Person}: {photo.Photo.Path}: {fault}"
                : FormattableString.Invariant($"accepted  {photo.Photo.Person}: {photo.Photo.Path} (quality {photo.Quality!.Value.Score:0.00})"));
        }

        foreach (var conflict in enrolment.Conflicts)
        {
            writer.WriteLine(conflict.SamePerson
                ? $"warning   {conflict.Left.Person}: '{conflict.Left.Path}' and '{conflict.Right.Path}' do not look like one person "
                  + $"(similarity {conflict.Similarity}). Remove the wrong one."
                : $"warning   {conflict.Left.Person} and {conflict.Right.Person} look alike ('{conflict.Left.Path}', "
                  + $"'{conflict.Right.Path}', similarity {conflict.Similarity}): they may be mistaken for each other, or be one person.");
        }

        var accepted = enrolment.Accepted.Count();
        writer.WriteLine(
            $"{enrolment.People} people enrolled from {accepted} of {enrolment.Photos.Count} photos"
            + (enrolment.Conflicts.Count > 0 ? $", {enrolment.Conflicts.Count} warnings" : "") + ".");
    }
}
