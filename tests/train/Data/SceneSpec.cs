using Analytics.Train.Data;
using OpenCvSharp;
using Xunit;

namespace Analytics.Train.Tests;

public sealed class SceneSpec
{
    private static readonly SceneOptions Plain = new() { Side = 64, Zoom = (1, 1), Mosaic = 0, Augmentation = Augmentation.None };

    [Fact]
    public void The_same_seed_gives_the_same_square()
    {
        var scenes = new Scenes(new Flat(), new SceneOptions { Side = 64 });
        for (var seed = 0; seed < 20; seed++)
        {
            using var once = scenes.Picture(seed % scenes.Count, seed);
            using var again = scenes.Picture(seed % scenes.Count, seed);
            Assert.Equal(new Size(64, 64), once.Size());
            Assert.Equal(0, Cv2.Norm(once, again, NormTypes.INF));
        }
    }

    [Fact]
    public void A_square_shows_one_picture_as_large_as_it_fits()
    {
        using var square = new Scenes(new Flat(), Plain).Picture(3, 1);
        Assert.Equal([(64, 3)], Tiles(square));
    }

    [Fact]
    public void A_mosaic_shows_sixteen_pictures_at_most_and_the_one_that_was_asked_for_is_among_them()
    {
        using var full = new Scenes(new Flat(), Plain with { Mosaic = 1 }).Picture(3, 1);
        Assert.Equal(16, Tiles(full).Count);
        Assert.Equal((16, 3), Tiles(full)[0]);

        var scenes = new Scenes(new Flat(), Plain with { Mosaic = 0.5 });
        var sides = new HashSet<int>();
        for (var seed = 0; seed < 30; seed++)
        {
            using var square = scenes.Picture(3, seed);
            Assert.Equal(3, Tiles(square)[0].Picture);
            sides.UnionWith(Tiles(square).Select(tile => tile.Side));
        }

        Assert.Equal([16, 32, 64], sides.Order());
    }

    // The pictures of a square, by its rows, with their sides; the colour of a picture says which it is.
    private static List<(int Side, int Picture)> Tiles(Mat square)
    {
        var tiles = new List<(int, int)>();
        void Visit(Rect area)
        {
            using var part = new Mat(square, area);
            var (same, at) = (part.At<Vec3b>(0, 0), part.At<Vec3b>(0, 0).Item0 / Flat.Step);
            using var other = new Mat();
            Cv2.Absdiff(part, new Scalar(same.Item0, same.Item1, same.Item2), other);
            if (Cv2.Norm(other, NormTypes.INF) == 0)
            {
                tiles.Add((area.Width, at));
                return;
            }

            var half = area.Width / 2;
            for (var quarter = 0; quarter < 4; quarter++)
            {
                Visit(new Rect(area.X + quarter % 2 * half, area.Y + quarter / 2 * half, half, half));
            }
        }

        Visit(new Rect(0, 0, square.Cols, square.Rows));
        return tiles;
    }

    // Pictures of one colour each.
    private sealed class Flat : IPictures
    {
        public const int Step = 2;

        public int Count => 120;

        public IReadOnlyList<int>? People => null;

        public IEnumerable<string> Marks => [];

        public string Name(int index) => $"{index}";

        public byte[] Read(int index)
        {
            using var picture = new Mat(40, 40, MatType.CV_8UC3, Scalar.All(index * Step));
            return picture.ToBytes(".png");
        }
    }
}
