using Analytics.Contracts;
using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>Options of how scenes are cut and changed.</summary>
internal sealed record SceneOptions
{
    /// <summary>Pixels of a side of the square that a network sees; a multiple of 32.</summary>
    public int Side { get; init; } = 320;

    /// <summary>The least and the greatest factor by which a picture is scaled, relative to one that just fits the square.</summary>
    public (double Least, double Most) Zoom { get; init; } = (0.6, 3);

    /// <summary>
    /// The share of the squares, and of quarters of squares, that are made of four pictures: more faces at a time, and smaller ones.
    /// </summary>
    public double Mosaic { get; init; } = 0.4;

    /// <summary>How the light and the picture are changed; its geometry is not used.</summary>
    public Augmentation Augmentation { get; init; } = new() { Cctv = 0.1 };
}

/// <summary>Pictures of scenes, of each a square at some scale.</summary>
/// <param name="pictures">The pictures.</param>
/// <param name="options">How they are cut and changed.</param>
internal sealed class Scenes(IPictures pictures, SceneOptions options) : ITrainingPictures
{
    private const long MostKept = 512 << 20; // bytes

    private readonly byte[]?[] _read = new byte[]?[pictures.Count];
    private long _kept;

    /// <inheritdoc/>
    public int Count => pictures.Count;

    /// <inheritdoc/>
    /// <exception cref="FailureException">The picture cannot be read.</exception>
    public Mat Picture(int index, int seed)
    {
        var random = new Random(seed);
        var square = Square(index, options.Side, random);
        if (PictureChange.Chance(options.Augmentation.Flip, random))
        {
            Cv2.Flip(square, square, FlipMode.Y);
        }

        PictureChange.Light(square, options.Augmentation, random);
        PictureChange.Degrade(square, options.Augmentation, random);
        return square;
    }

    private Mat Square(int index, int side, Random random)
    {
        if (side <= options.Side / 4 || !PictureChange.Chance(options.Mosaic, random))
        {
            return Cut(index, side, random);
        }

        var square = new Mat(side, side, MatType.CV_8UC3);
        for (var quarter = 0; quarter < 4; quarter++)
        {
            using var part = Square(quarter == 0 ? index : random.Next(Count), side / 2, random);
            using var place = new Mat(square, new Rect(quarter % 2 * side / 2, quarter / 2 * side / 2, side / 2, side / 2));
            part.CopyTo(place);
        }

        return square;
    }

    private Mat Cut(int index, int side, Random random)
    {
        using var whole = Read(index);
        var fit = (double)side / Math.Max(whole.Rows, whole.Cols);
        var (least, most) = (Math.Log(options.Zoom.Least), Math.Log(options.Zoom.Most));
        var zoom = fit * Math.Exp(least + (most - least) * random.NextDouble());
        using var scaled = new Mat();
        Cv2.Resize(whole, scaled, new Size(), zoom, zoom, zoom < 1 ? InterpolationFlags.Area : InterpolationFlags.Linear);

        // Where the picture is larger than the square, any part of it; where it is smaller, anywhere within.
        var (x, y) = (random.Next(Math.Min(0, side - scaled.Cols), Math.Max(0, side - scaled.Cols) + 1),
            random.Next(Math.Min(0, side - scaled.Rows), Math.Max(0, side - scaled.Rows) + 1));
        var square = new Mat(side, side, MatType.CV_8UC3, Scalar.All(0));
        var target = new Rect(x, y, scaled.Cols, scaled.Rows) & new Rect(0, 0, side, side);
        using var from = new Mat(scaled, new Rect(target.X - x, target.Y - y, target.Width, target.Height));
        using var to = new Mat(square, target);
        from.CopyTo(to);
        return square;
    }

    // Files stay in memory as they are on disk, as long as there is room.
    private Mat Read(int index)
    {
        var bytes = _read[index] ?? pictures.Read(index);
        if (_read[index] is null && Interlocked.Add(ref _kept, bytes.Length) <= MostKept)
        {
            _read[index] = bytes;
        }

        var picture = PictureDecoder.Decode(bytes);
        return picture.Empty() ? throw new InvalidException($"{pictures.Name(index)} is not a picture. Remove it.") : picture;
    }
}
