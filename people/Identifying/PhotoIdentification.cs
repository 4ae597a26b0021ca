using Analytics.Contracts;
using Analytics.Detect.Quality;
using Analytics.Embed;
using Analytics.Match.Index;
using Analytics.Runtime.Frames;
using OpenCvSharp;

namespace Analytics.People.Identifying;

/// <summary>Somebody a face looks like.</summary>
/// <param name="Person">The person.</param>
/// <param name="Name">What the person is called.</param>
/// <param name="Similarity">To the person's nearest photo, −1 to 1.</param>
/// <param name="FalseMatchRate">How often two strangers are as alike; none without calibration.</param>
public sealed record LikelyPerson(PersonId Person, string Name, Similarity Similarity, double? FalseMatchRate);

/// <summary>A face of a picture.</summary>
/// <param name="Box">Where it is, in pixels.</param>
/// <param name="Quality">0 to 1.</param>
/// <param name="People">The most alike first.</param>
public sealed record IdentifiedFace(Box Box, double Quality, IReadOnlyList<LikelyPerson> People);

/// <summary>Compares the faces of a picture with the people of the gallery (1:N).</summary>
/// <param name="gallery">The gallery.</param>
public sealed class PhotoIdentification(Gallery gallery)
{
    private readonly FaceQualityMeter _meter = new();

    /// <summary>The faces of a picture, the largest first.</summary>
    /// <param name="picture">8-bit BGR, of any size.</param>
    /// <param name="top">The most people for each face.</param>
    /// <param name="watchlist">Compares with the people on this list only; none: with everybody.</param>
    /// <param name="stop">Cancels it.</param>
    /// <exception cref="FailureException">There is no such list, or models or index cannot be used.</exception>
    public async Task<IReadOnlyList<IdentifiedFace>> RunAsync(Mat picture, int top, WatchlistId? watchlist, CancellationToken stop)
    {
        if (watchlist is { } named)
        {
            await gallery.Watchlists.GetAsync(named, stop);
        }

        var opening = gallery.IndexAsync(stop); // while the models load
        List<DetectedFace> faces;
        IReadOnlyList<Template> templates;
        try
        {
            var models = await gallery.ModelsAsync(stop);
            faces = await FacesAsync(models, picture, stop);
            templates = await EmbedAsync(models.Embedder, picture, faces, stop);
        }
        finally
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var index = await opening;
        var found = faces.Count == 0 ? [] : Answered(await index.SearchAsync(
            [.. templates.Select(template => new FaceQuery(template, top) { Filter = new FaceFilter { Watchlist = watchlist } })], stop));
        var names = await gallery.People.NamesAsync(stop);
        var qualities = Qualities(picture, faces);
        return [.. faces.Select((face, i) => new IdentifiedFace(face.Box, qualities[i], Named(found[i], names)))];
    }

    private async Task<List<DetectedFace>> FacesAsync(FaceModels models, Mat picture, CancellationToken stop)
    {
        List<DetectedFace> faces = [];
        await models.Detector.DetectAsync(picture, faces, stop);
        faces.RemoveAll(face => face.Score < gallery.Options.LeastScore);
        faces.Sort((left, right) => right.Box.Area.CompareTo(left.Box.Area));
        return faces;
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
        answer.Unavailable is { } unavailable ? throw unavailable.ToFailure() : answer.Value;

    private List<double> Qualities(Mat picture, List<DetectedFace> faces)
    {
        using var luma = new Mat();
        Cv2.CvtColor(picture, luma, ColorConversionCodes.BGR2GRAY);
        return faces.ConvertAll(face => (double)_meter.Measure(luma.AsSpan<byte>(), luma.Cols, luma.Rows, face).Score);
    }

    private List<LikelyPerson> Named(IReadOnlyList<FaceHit> hits, Dictionary<PersonId, string> names) =>
    [
        .. hits.Where(hit => hit.Person is not null).Select(hit => new LikelyPerson(
            hit.Person!.Value, names.GetValueOrDefault(hit.Person.Value, hit.Person.Value.Value), hit.Similarity,
            gallery.Calibration?.FalseMatchRate(hit.Similarity))),
    ];
}
