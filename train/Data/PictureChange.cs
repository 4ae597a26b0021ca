using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>Changes a picture at random, as <see cref="Augmentation"/> says.</summary>
internal static class PictureChange
{
    /// <summary>Other light: colours, brightness, a shade from one side, gamma.</summary>
    public static void Light(Mat face, Augmentation options, Random random)
    {
        if (options.Colour > 0)
        {
            Distortion.Colour(
                face, 1 + Spread(options.Colour, random), 1 + Spread(options.Colour, random), 1 + Spread(options.Colour, random));
            Distortion.Tint(
                face, 1 + Spread(options.Colour / 2, random), 1 + Spread(options.Colour / 2, random),
                1 + Spread(options.Colour / 2, random));
        }

        if (Chance(options.Grey, random))
        {
            Distortion.Colour(face, 1, 1, 0);
        }

        if (Chance(options.Cctv, random))
        {
            Distortion.Shade(face, 0.3 + 0.6 * random.NextDouble(), 2 * Math.PI * random.NextDouble());
        }

        if (Chance(options.Cctv, random))
        {
            Distortion.Gamma(face, Math.Exp(Spread(0.6, random)));
        }
    }

    /// <summary>What a camera and its codec take away.</summary>
    public static void Degrade(Mat face, Augmentation options, Random random)
    {
        if (Chance(options.Cctv, random))
        {
            Distortion.MotionBlur(face, 3 + random.Next(face.Cols / 16), Math.PI * random.NextDouble());
        }

        if (Chance(options.Cctv, random))
        {
            Distortion.Blur(face, 0.4 + face.Cols / 64.0 * random.NextDouble());
        }

        if (Chance(options.Cctv, random))
        {
            Distortion.Downscale(face, 0.2 + 0.6 * random.NextDouble());
        }

        if (Chance(options.Cctv, random))
        {
            Distortion.Noise(face, 2 + 14 * random.NextDouble(), random.NextDouble(), random);
        }

        if (Chance(options.Cctv, random))
        {
            Distortion.Jpeg(face, 15 + random.Next(75));
        }

        if (Chance(options.Cctv, random))
        {
            H264Intra.Apply(face, 24 + random.Next(20));
        }
    }

    /// <summary>True for this share of the calls.</summary>
    public static bool Chance(double share, Random random) => random.NextDouble() < share;

    /// <summary>Evenly between −<paramref name="most"/> and <paramref name="most"/>.</summary>
    public static double Spread(double most, Random random) => most * (2 * random.NextDouble() - 1);
}
