using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Detect.Quality;
using Analytics.Embed;
using Analytics.Match.Evidence;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Pictures;
using OpenCvSharp;

namespace Analytics.People.Photos;

/// <summary>Makes templates of photos: one face each, good enough to recognise the person by.</summary>
/// <param name="detector">Finds the faces.</param>
/// <param name="embedder">Makes the templates.</param>
/// <param name="quality">What is good enough.</param>
/// <param name="leastScore">The lowest score of a detection that counts as a face.</param>
public sealed class Enroller(SharedDetector detector, SharedEmbedder embedder, QualityOptions quality, double leastScore) : IDisposable
{
    // A second face is somebody else only when it is as surely a face and not a small one in the background.
    private const float SureScore = 0.75f;
    private const float OtherFaceSize = 0.5f;

    private readonly FaceQualityMeter _meter = new();
    private readonly Mat _aligned = new();
    private readonly Mat _luma = new();
    private readonly FaceCrop _crop = new();

    /// <summary>Enrols a folder of people.</summary>
    /// <param name="folder">See <see cref="PeopleFolder"/>.</param>
    /// <param name="evidence">Says from which similarity on two people look alike.</param>
    /// <param name="cancellationToken">Cancels it between two photos.</param>
    /// <exception cref="FailureException">The folder is missing, or no photo of it was accepted.</exception>
    public async Task<Enrolment> EnrolAsync(string folder, EvidenceModel evidence, CancellationToken cancellationToken)
    {
        List<PhotoVerdict> photos = [];
        var people = PeopleFolder.Read(folder);
        foreach (var photo in people.Photos)
        {
            cancellationToken.ThrowIfCancellationRequested();
            photos.Add(await JudgeAsync(photo, cancellationToken));
        }

        // Below half of what speaks for one person, photos of one person speak for two.
        var conflicts = Enrolment.FindConflicts(photos, new Similarity(evidence.Neutral), new Similarity(evidence.Neutral / 2));
        return new Enrolment(photos, conflicts) { LeftOut = people.LeftOut };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _aligned.Dispose();
        _luma.Dispose();
        _crop.Dispose();
    }

    /// <summary>What becomes of one photo.</summary>
    public async Task<PhotoVerdict> JudgeAsync(Photo photo, CancellationToken cancellationToken)
    {
        using var picture = PictureFile.TryRead(photo.Path, out var unread);
        if (picture is null)
        {
            return new PhotoVerdict(photo, null, null, unread);
        }

        List<DetectedFace> faces = [];
        await detector.DetectAsync(picture, faces, cancellationToken);
        if (await PhotoTurn.FindAsync(detector, picture, faces, cancellationToken) is { } turn)
        {
            return new PhotoVerdict(photo, null, null, $"the photo is not upright: turn it by {turn}");
        }

        faces.RemoveAll(face => face.Score < leastScore);
        if (faces.Count == 0)
        {
            return new PhotoVerdict(photo, null, null, "no face was found");
        }

        var main = faces.MaxBy(face => face.Box.Area * face.Score * face.Score);
        var others = faces.Count(face => face != main && face.Score >= SureScore && face.Box.Width >= OtherFaceSize * main.Box.Width);
        if (others > 0)
        {
            return new PhotoVerdict(photo, null, null, $"there are several faces ({others + 1}): cut out the one that is meant");
        }

        var measured = Measure(picture, main);
        if (PhotoFault.Of(measured, quality) is { } fault)
        {
            return new PhotoVerdict(photo, measured, null, fault);
        }

        embedder.Aligner.Align(picture, main.Landmarks, _aligned);
        var templates = await embedder.EmbedAsync([_aligned], cancellationToken);
        return new PhotoVerdict(photo, measured, templates[0], null) { Crop = _crop.Encode(picture, main.Box) };
    }

    private FaceQuality Measure(Mat picture, in DetectedFace face)
    {
        Cv2.CvtColor(picture, _luma, ColorConversionCodes.BGR2GRAY);
        return _meter.Measure(_luma.AsSpan<byte>(), _luma.Cols, _luma.Rows, face);
    }
}
