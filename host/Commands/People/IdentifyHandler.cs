using Analytics.Cli;
using Analytics.Contracts;
using Analytics.People.Identifying;
using Analytics.Runtime.Pictures;

namespace Analytics.Host.Commands.People;

/// <summary><c>analytics identify IMAGE</c>: whom the faces of a picture look like.</summary>
internal static class IdentifyHandler
{
    /// <summary>Answers for every face, the largest first; 0 also when nobody is like anybody.</summary>
    public static async Task<int> RunAsync(
        (GallerySettings Gallery, string Image, int Top, string? Watchlist) asked, CommandContext context, CancellationToken stop)
    {
        using var picture = PictureFile.Read(asked.Image);
        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        WatchlistId? list = asked.Watchlist is { } named ? new(named) : null;
        var faces = await new PhotoIdentification(gallery).RunAsync(picture, asked.Top, list, stop);
        context.Write(asked.Gallery.Output, new IdentifyAnswer(asked.Image, [.. faces.Select(Of)]), Lines);
        return ExitCode.Success;
    }

    private static FaceAnswer Of(IdentifiedFace face) => new(
        [.. new[] { face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height }.Select(side => Math.Round(side, 1))], Math.Round(face.Quality, 3),
        [
            .. face.People.Select(person => new CandidateAnswer(
                person.Person.Value, person.Name, Math.Round(person.Similarity.Value, 4), person.FalseMatchRate)),
        ]);

    private static IEnumerable<string> Lines(IdentifyAnswer answer)
    {
        if (answer.Faces.Count == 0)
        {
            yield return "No face was found.";
        }

        foreach (var face in answer.Faces)
        {
            yield return FormattableString.Invariant(
                $"face at {face.Box[0]:0},{face.Box[1]:0} {face.Box[2]:0}x{face.Box[3]:0} (quality {face.Quality:0.00})");
            foreach (var person in face.People)
            {
                var rate = person.FalseMatchRate is { } known ? FormattableString.Invariant($", false-match rate {known:0.##E+0}") : "";
                yield return FormattableString.Invariant($"  {person.Similarity:0.000}  {person.Name}{rate}");
            }

            if (face.People.Count == 0)
            {
                yield return "  nobody is enrolled";
            }
        }
    }
}
