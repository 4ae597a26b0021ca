using Analytics.Contracts;
using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>Faces, changed.</summary>
/// <param name="faces">The faces.</param>
/// <param name="template">Where the five points lie in an aligned face.</param>
/// <param name="options">How they are changed.</param>
internal sealed class FaceAugmenter(IFaces faces, Landmarks template, Augmentation options) : ITrainingPictures
{
    /// <inheritdoc/>
    public int Count => faces.Count;

    /// <inheritdoc/>
    public Mat Picture(int index, int seed)
    {
        var random = new Random(seed);
        var face = Moved(index, random);
        if (PictureChange.Chance(options.Mix, random))
        {
            using var other = Moved(random.Next(faces.Count), random);
            var share = random.NextDouble();
            Cv2.AddWeighted(face, share, other, 1 - share, 0, face);
        }

        Occlude(face, random);
        PictureChange.Light(face, options, random);
        PictureChange.Degrade(face, options, random);
        return face;
    }

    private Mat Moved(int index, Random random)
    {
        using var picture = faces.Read(index);
        var flip = PictureChange.Chance(options.Flip, random);
        var angle = PictureChange.Spread(options.Rotation, random) * Math.PI / 180;
        var scale = 1 + PictureChange.Spread(options.Scale, random);
        var (dx, dy) = (PictureChange.Spread(options.Shift, random) * faces.Side, PictureChange.Spread(options.Shift, random) * faces.Side);
        var middle = (faces.Side + 2 * faces.Margin - 1) / 2.0;
        var target = (faces.Side - 1) / 2.0;
        var (cos, sin) = (Math.Cos(angle) * scale, Math.Sin(angle) * scale);
        using var transform = new Mat(2, 3, MatType.CV_64FC1);
        var mirror = flip ? -1 : 1;
        transform.Set(0, 0, mirror * cos);
        transform.Set(0, 1, -sin);
        transform.Set(0, 2, target + dx - mirror * cos * middle + sin * middle);
        transform.Set(1, 0, mirror * sin);
        transform.Set(1, 1, cos);
        transform.Set(1, 2, target + dy - mirror * sin * middle - cos * middle);
        var face = new Mat();
        Cv2.WarpAffine(picture, face, transform, new Size(faces.Side, faces.Side), InterpolationFlags.Linear, BorderTypes.Reflect101);
        return face;
    }

    private void Occlude(Mat face, Random random)
    {
        if (!PictureChange.Chance(options.Occlusion, random))
        {
            return;
        }

        Span<Point2f> points = stackalloc Point2f[Landmarks.Count];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = new Point2f(template[i].X, template[i].Y);
        }

        var colour = new Scalar(random.Next(256), random.Next(256), random.Next(256));
        switch (random.Next(3))
        {
            case 0:
                Distortion.Mask(face, points, colour);
                break;
            case 1:
                Distortion.Glasses(face, points, Scalar.All(random.Next(60)), 0.5 + random.NextDouble() / 2);
                break;
            default:
                var (width, height) = (face.Cols * (10 + random.Next(35)) / 100, face.Rows * (10 + random.Next(35)) / 100);
                Distortion.Cover(face, new Rect(random.Next(face.Cols - width), random.Next(face.Rows - height), width, height), colour);
                break;
        }
    }
}
