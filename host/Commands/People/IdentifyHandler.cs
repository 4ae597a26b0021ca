using Analytics.Cli;
using Analytics.Contracts;
using Analytics.People.Identifying;
using Analytics.Runtime.Pictures;

namespace Analytics.Host.Commands.People;

/// <summary>Pictures to identify people in.</summary>
internal sealed record IdentifyRequest(GallerySettings Gallery, string[] Images, int Top, string? Watchlist);

/// <summary><c>analytics identify IMAGE...</c>: whom the faces of pictures look like.</summary>
internal static class IdentifyHandler
{
    /// <summary>
    /// Answers for every face, the largest first; 0 also when nobody is like anybody. Of several pictures, one that cannot be read is
    /// reported with its reason and does not keep back the others; then the answer is 2.
    /// </summary>
    public static async Task<int> RunAsync(
        IdentifyRequest asked, CommandContext context, CancellationToken stop)
    {
        WatchlistId? list = asked.Watchlist is { } named ? new(named) : null;
        if (asked.Images is [var only])
        {
            using var picture = PictureFile.Read(only);
            await using var one = await asked.Gallery.OpenAsync(context, stop);
            var faces = await new PhotoIdentification(one).RunAsync(picture, asked.Top, list, stop);
            context.Write(asked.Gallery.Output, new IdentifyAnswer(only, [.. faces.Select(Of)]), answer => Lines(answer.Faces));
            return ExitCode.Success;
        }

        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        var identification = new PhotoIdentification(gallery);
        List<IdentifiedImageAnswer> answers = [];
        foreach (var image in asked.Images)
        {
            stop.ThrowIfCancellationRequested();
            using var picture = PictureFile.TryRead(image, out var fault);
            answers.Add(new(
                image, picture is null ? [] : [.. (await identification.RunAsync(picture, asked.Top, list, stop)).Select(Of)], fault));
            if (asked.Gallery.Output == OutputFormat.Text)
            {
                context.Write(OutputFormat.Text, answers[^1], Lines); // as soon as it is known
            }
        }

        if (asked.Gallery.Output == OutputFormat.Json)
        {
            context.Write(OutputFormat.Json, new IdentifyAnswers(answers), _ => []);
        }

        return answers.TrueForAll(answer => answer.Fault is null) ? ExitCode.Success : ExitCode.BadInput;
    }

    private static FaceAnswer Of(IdentifiedFace face) => new(
        [.. new[] { face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height }.Select(side => Math.Round(side, 1))],
        Math.Round(face.Quality, 3),
        [
            .. face.People.Select(person => new CandidateAnswer(
                person.Person.Value, person.Name, Math.Round(person.Similarity.Value, 4), person.FalseMatchRate)),
        ]);

    private static IEnumerable<string> Lines(IdentifiedImageAnswer answer) => answer.Fault is { } fault
        ? [$"{answer.Image}: cannot be used: {fault}."]
        : Lines(answer.Faces).Select(line => $"  {line}").Prepend($"{answer.Image}:");

    private static IEnumerable<string> Lines(IReadOnlyList<FaceAnswer> faces)
    {
        if (faces.Count == 0)
        {
            yield return "No face was found.";
        }

        foreach (var face in faces)
        {
            yield return $"face at {face.Box[0]:0},{face.Box[1]:0} {face.Box[2]:0}x{face.Box[3]:0} (quality {face.Quality:0.00})";
            foreach (var person in face.People)
            {
                var rate = person.FalseMatchRate is { } known ? $", false-match rate {known:0.##E+0}" : "";
                yield return $"  {person.Similarity:0.000}  {person.Name}{rate}";
            }

            if (face.People.Count == 0)
            {
                yield return "  nobody is enrolled";
            }
        }
    }
}
