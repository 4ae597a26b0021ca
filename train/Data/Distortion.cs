using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>What cameras, codecs and the world do to a face. Each changes an 8-bit BGR picture in place.</summary>
internal static class Distortion
{
    /// <summary>Fewer pixels: scaled down to <paramref name="factor"/> of its sides and up again.</summary>
    public static void Downscale(Mat face, double factor)
    {
        using var small = new Mat();
        Cv2.Resize(face, small, new Size(), factor, factor, InterpolationFlags.Area);
        Cv2.Resize(small, face, face.Size(), 0, 0, InterpolationFlags.Linear);
    }

    /// <summary>Smeared along a line of <paramref name="length"/> pixels at <paramref name="angle"/> radians.</summary>
    public static void MotionBlur(Mat face, int length, double angle)
    {
        using var kernel = new Mat(length, length, MatType.CV_32FC1, Scalar.All(0));
        var (middle, dx, dy) = ((length - 1) / 2.0, Math.Cos(angle) * length / 2, Math.Sin(angle) * length / 2);
        Cv2.Line(
            kernel, new Point(middle - dx, middle - dy), new Point(middle + dx, middle + dy), Scalar.All(1), 1, LineTypes.AntiAlias);
        var sum = Cv2.Sum(kernel).Val0;
        Cv2.Filter2D(face, face, -1, kernel * (1 / sum), borderType: BorderTypes.Replicate);
    }

    /// <summary>Out of focus: a Gaussian of <paramref name="sigma"/> pixels.</summary>
    public static void Blur(Mat face, double sigma) => Cv2.GaussianBlur(face, face, new Size(), sigma);

    /// <summary>What JPEG of this quality (1–100) leaves.</summary>
    public static void Jpeg(Mat face, int quality)
    {
        Cv2.ImEncode(".jpg", face, out var bytes, new ImageEncodingParam(ImwriteFlags.JpegQuality, quality));
        using var decoded = Cv2.ImDecode(bytes, ImreadModes.Color);
        decoded.CopyTo(face);
    }

    /// <summary>Sensor noise: normal, of <paramref name="sigma"/> grey levels, <paramref name="colour"/> of it in the colours.</summary>
    public static void Noise(Mat face, double sigma, double colour, Random random)
    {
        // OpenCV's generator is seeded from ours, so that a picture is the same in each run.
        using var grey = new Mat(face.Size(), MatType.CV_16SC1);
        using var tint = new Mat(face.Size(), MatType.CV_16SC3);
        var generator = new RNG((ulong)random.NextInt64());
        generator.Fill(grey, DistributionType.Normal, Scalar.All(0), Scalar.All(sigma));
        generator.Fill(tint, DistributionType.Normal, Scalar.All(0), Scalar.All(Math.Max(sigma * colour, 1e-3)));
        using var wide = new Mat();
        face.ConvertTo(wide, MatType.CV_16SC3);
        using var three = new Mat();
        Cv2.Merge([grey, grey, grey], three);
        Cv2.Add(wide, three, wide);
        Cv2.Add(wide, tint, wide);
        wide.ConvertTo(face, MatType.CV_8UC3);
    }

    /// <summary>Brightness, contrast and saturation each multiplied; 1 changes nothing.</summary>
    public static void Colour(Mat face, double brightness, double contrast, double saturation)
    {
        using var grey = new Mat();
        Cv2.CvtColor(face, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.CvtColor(grey, grey, ColorConversionCodes.GRAY2BGR);
        Cv2.AddWeighted(face, saturation, grey, 1 - saturation, 0, face);
        var mean = Cv2.Mean(grey).Val0;
        face.ConvertTo(face, -1, brightness * contrast, brightness * mean * (1 - contrast));
    }

    /// <summary>Each colour multiplied by its own factor, as another light does.</summary>
    public static void Tint(Mat face, double blue, double green, double red) => Cv2.Multiply(face, new Scalar(blue, green, red), face);

    /// <summary>v ↦ 255·(v/255)^<paramref name="gamma"/>: above 1 the dark grows darker.</summary>
    public static void Gamma(Mat face, double gamma)
    {
        using var table = new Mat(1, 256, MatType.CV_8UC1);
        for (var value = 0; value < 256; value++)
        {
            table.Set(0, value, (byte)Math.Round(255 * Math.Pow(value / 255.0, gamma)));
        }

        Cv2.LUT(face, table, face);
    }

    /// <summary>
    /// Light from one side: brightness falls by <paramref name="strength"/> (0–1) across the picture along <paramref name="angle"/>.
    /// </summary>
    public static void Shade(Mat face, double strength, double angle)
    {
        var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
        using var field = new Mat(2, 2, MatType.CV_32FC1);
        for (var corner = 0; corner < 4; corner++)
        {
            var (x, y) = (corner % 2 * 2 - 1, corner / 2 * 2 - 1);
            field.Set(corner / 2, corner % 2, (float)(1 - strength * (1 + (x * cos + y * sin) / Math.Sqrt(2)) / 2));
        }

        using var light = new Mat();
        Cv2.Resize(field, light, face.Size(), 0, 0, InterpolationFlags.Linear);
        Cv2.CvtColor(light, light, ColorConversionCodes.GRAY2BGR);
        using var lit = new Mat();
        face.ConvertTo(lit, MatType.CV_32FC3);
        Cv2.Multiply(lit, light, lit);
        lit.ConvertTo(face, MatType.CV_8UC3);
    }

    /// <summary>A bar of one colour over a part of the picture.</summary>
    public static void Cover(Mat face, Rect bar, Scalar colour) => Cv2.Rectangle(face, bar, colour, -1);

    /// <summary>A mask over nose and mouth, as the five points place it.</summary>
    public static void Mask(Mat face, ReadOnlySpan<Point2f> points, Scalar colour)
    {
        var (eye, otherEye, nose) = (points[0], points[1], points[2]);
        var (mouth, otherMouth) = (points[3], points[4]);
        var wide = (otherEye.X - eye.X) * 0.45f;
        var low = (mouth.Y - nose.Y) * 1.6f;
        Point[] outline =
        [
            new(eye.X - wide, nose.Y - low * 0.1f), new(nose.X, nose.Y - low * 0.45f), new(otherEye.X + wide, nose.Y - low * 0.1f),
            new(otherMouth.X + wide * 0.7f, otherMouth.Y + low * 0.25f), new(nose.X, (mouth.Y + otherMouth.Y) / 2 + low * 0.75f),
            new(mouth.X - wide * 0.7f, mouth.Y + low * 0.25f),
        ];
        Cv2.FillConvexPoly(face, outline, colour, LineTypes.AntiAlias);
    }

    /// <summary>Dark glasses, as the five points place them.</summary>
    public static void Glasses(Mat face, ReadOnlySpan<Point2f> points, Scalar colour, double opacity)
    {
        using var over = face.Clone();
        var apart = points[1].X - points[0].X;
        var axes = new Size(apart * 0.36, apart * 0.27);
        foreach (var eye in points[..2])
        {
            Cv2.Ellipse(over, new Point(eye.X, eye.Y), axes, 0, 0, 360, colour, -1, LineTypes.AntiAlias);
        }

        Cv2.Line(over, new Point(points[0].X, points[0].Y), new Point(points[1].X, points[1].Y), colour, Math.Max(1, (int)(apart * 0.06)));
        Cv2.AddWeighted(over, opacity, face, 1 - opacity, 0, face);
    }
}
