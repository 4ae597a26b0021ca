using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Pictures;
using OpenCvSharp;

namespace Analytics.People.Photos;

/// <summary>Makes templates of the faces that the gallery keeps: small pictures of one face and its surroundings.</summary>
/// <param name="detector">Finds the face again.</param>
/// <param name="embedder">Makes the template.</param>
public sealed class CropTemplates(SharedDetector detector, SharedEmbedder embedder) : IDisposable
{
    private readonly Mat _aligned = new();

    /// <summary>The template of the face in the middle of a picture; none where no face is found, or it is no picture.</summary>
    /// <param name="jpeg">The picture.</param>
    /// <param name="stop">Cancels it.</param>
    public async Task<Template?> OfAsync(byte[] jpeg, CancellationToken stop)
    {
        using var crop = PictureFile.TryDecode(jpeg, out _);
        if (crop is null)
        {
            return null;
        }

        // A face that fills the picture is missed more easily than one with room around it.
        using var wide = new Mat();
        var (across, down) = (crop.Cols / 2, crop.Rows / 2);
        Cv2.CopyMakeBorder(crop, wide, down, down, across, across, BorderTypes.Replicate);
        return await OfAsync(wide, stop) ?? await OfAsync(crop, stop);
    }

    /// <inheritdoc/>
    public void Dispose() => _aligned.Dispose();

    private async Task<Template?> OfAsync(Mat picture, CancellationToken stop)
    {
        List<DetectedFace> faces = [];
        await detector.DetectAsync(picture, faces, stop);
        if (faces.Count == 0)
        {
            return null;
        }

        var face = faces.MinBy(face => FromMiddle(face.Box, picture));
        embedder.Aligner.Align(picture, face.Landmarks, _aligned);
        return (await embedder.EmbedAsync([_aligned], stop))[0];
    }

    private static double FromMiddle(Box box, Mat picture) =>
        Math.Pow(box.X + (box.Width - picture.Cols) / 2, 2) + Math.Pow(box.Y + (box.Height - picture.Rows) / 2, 2);
}
