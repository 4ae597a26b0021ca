using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Detect.Quality;
using Analytics.Embed;
using Analytics.Host.Commands;
using Analytics.Match.Index;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Pictures;
using Microsoft.Extensions.DependencyInjection;
using OpenCvSharp;

namespace Analytics.Host.People;

/// <summary><c>analytics identify IMAGE</c>: whom the faces of a picture look like.</summary>
internal static class IdentifyHandler
{
    /// <summary>Answers for every face, the largest first; 0 also when nobody is like anybody.</summary>
    public static async Task<int> RunAsync(
        (GallerySettings Gallery, string Image, int Top, string? Watchlist) asked, CommandContext context, CancellationToken stop)
    {
        using var picture = PictureFile.Read(asked.Image);
        await using var session = await GallerySession.OpenAsync(asked.Gallery, context, stop);
        if (asked.Watchlist is { } named)
        {
            await session.Watchlists.GetAsync(new(named), stop);
        }

        await using var services = PeopleHandlers.Models(session, context);
        List<DetectedFace> faces = [];
        await services.GetRequiredService<SharedDetector>().DetectAsync(picture, faces, stop);
        faces.RemoveAll(face => face.Score < session.Options.Track.HighScore);
        faces.Sort((left, right) => right.Box.Area.CompareTo(left.Box.Area));
        var templates = await EmbedAsync(services.GetRequiredService<SharedEmbedder>(), picture, faces, stop);
        var filter = new FaceFilter { Watchlist = asked.Watchlist is { } list ? new WatchlistId(list) : null };
        var index = await session.IndexAsync(stop);
        var found = faces.Count == 0 ? [] : Answered(await index.SearchAsync(
            [.. templates.Select(template => new FaceQuery(template, asked.Top) { Filter = filter })], stop));
        var names = await session.People.NamesAsync(stop);
        var qualities = Qualities(picture, faces);
        context.Write(
            asked.Gallery.Output,
            new IdentifyAnswer(
                asked.Image,
                [.. faces.Select((face, i) => new FaceAnswer(Sides(face.Box), qualities[i], Candidates(found[i], names, session)))]),
            Lines);
        return ExitCode.Success;
    }

    private static async Task<IReadOnlyList<Template>> EmbedAsync(
        SharedEmbedder embedder, Mat picture, List<DetectedFace> faces, CancellationToken stop)
    {
        List<Mat> aligned = [];
        try
        {
            foreach (var face in faces)
            {
                var one = new Mat();
                aligned.Add(one);
                embedder.Aligner.Align(picture, face.Landmarks, one);
            }

            return await embedder.EmbedAsync(aligned, stop);
        }
        finally
        {
            aligned.ForEach(one => one.Dispose());
        }
    }

    private static IReadOnlyList<IReadOnlyList<FaceHit>> Answered(IndexAnswer<IReadOnlyList<IReadOnlyList<FaceHit>>> answer) =>
        answer.Unavailable is { } unavailable ? throw new UserErrorException(unavailable.Reason) : answer.Value;

    private static List<double> Qualities(Mat picture, List<DetectedFace> faces)
    {
        using var luma = new Mat();
        Cv2.CvtColor(picture, luma, ColorConversionCodes.BGR2GRAY);
        var meter = new FaceQualityMeter();
        return faces.ConvertAll(face => Math.Round(meter.Measure(luma.AsSpan<byte>(), luma.Cols, luma.Rows, face).Score, 3));
    }

    private static IReadOnlyList<double> Sides(Box box) =>
        [.. new[] { box.X, box.Y, box.Width, box.Height }.Select(side => Math.Round(side, 1))];

    private static IReadOnlyList<CandidateAnswer> Candidates(
        IReadOnlyList<FaceHit> hits, Dictionary<PersonId, string> names, GallerySession session) =>
    [
        .. hits.Where(hit => hit.Person is not null).Select(hit => new CandidateAnswer(
            hit.Person!.Value.Value, names.GetValueOrDefault(hit.Person.Value, hit.Person.Value.Value), Math.Round(hit.Similarity.Value, 4),
            session.Calibration?.FalseMatchRate(hit.Similarity))),
    ];

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
