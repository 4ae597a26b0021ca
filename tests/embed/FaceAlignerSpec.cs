using Analytics.Contracts;
using Analytics.Embed;
using CsCheck;
using OpenCvSharp;
using Xunit;
using Size = OpenCvSharp.Size;

namespace Analytics.Tests.Embed;

public sealed class FaceAlignerSpec
{
    private static readonly Landmarks ArcFace = Points(
        [38.2946f, 51.6963f, 73.5318f, 51.5014f, 56.0252f, 71.7366f, 41.5493f, 92.3655f, 70.7299f, 92.2041f]);
    private static readonly FaceAligner Aligner = new(new Size(112, 112), ArcFace);

    private static readonly Gen<float[]> Faces = Gen.Float[-500, 4000].Array[10];

    // The numbers of skimage.transform.SimilarityTransform.estimate, scikit-image 0.19.3: a, −b, x shift; b, a, y shift.
    [Theory]
    [InlineData(
        new[] { 313.2f, 207.8f, 371.5f, 199.1f, 349.6f, 240.3f, 326.1f, 270.9f, 374.4f, 263.2f },
        new[] { 0.611316961401, -0.079567443447, -137.277768738918, 0.079567443447, 0.611316961401, -100.135685479127 })]
    [InlineData(
        new[] { 820.25f, 410.5f, 869.75f, 455.25f, 829f, 476.5f, 781.5f, 471.75f, 824.25f, 511f },
        new[] { 0.414993321891, 0.333295605856, -441.305037617090, -0.333295605856, 0.414993321891, 153.881095371541 })]
    [InlineData(
        new[] { 100f, 100f, 112f, 101f, 90f, 120f, 101f, 140f, 109f, 141f },
        new[] { 1.029959976823, 0.042784207754, -54.592960240202, -0.042784207754, 1.029959976823, -47.725298335440 })]
    public void The_transform_is_that_of_scikit_image(float[] face, double[] expected)
    {
        var transform = Solved(Points(face));

        // Landmarks and template are single precision here.
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(expected[i], transform[i], 1e-6 * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    [Fact]
    public void The_transform_is_the_least_squares_solution() => Faces.Sample(face =>
    {
        var expected = NormalEquations(face, ArcFace);

        Assert.All(Solved(Points(face)).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-3));
    });

    [Fact]
    public void The_template_stays_where_it_is() =>
        Assert.All(Solved(ArcFace).Zip([1.0, 0, 0, 0, 1, 0]), pair => Assert.Equal(pair.Second, pair.First, 1e-9));

    [Fact]
    public void A_template_that_was_turned_scaled_and_moved_goes_back_exactly() =>
        Gen.Select(Gen.Double[-180, 180], Gen.Double[0.2, 20], Gen.Double[-2000, 2000], Gen.Double[-2000, 2000]).Sample(drawn =>
        {
            var (degrees, scale, x, y) = drawn;
            var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
            var moved = default(Landmarks);
            for (var i = 0; i < Landmarks.Count; i++)
            {
                moved[i] = Applied([scale * cos, -scale * sin, x, scale * sin, scale * cos, y], ArcFace[i]);
            }

            var transform = Solved(moved);

            for (var i = 0; i < Landmarks.Count; i++)
            {
                var back = Applied(transform, moved[i]);
                Assert.Equal(ArcFace[i].X, back.X, 0.02f);
                Assert.Equal(ArcFace[i].Y, back.Y, 0.02f);
            }
        });

    [Fact]
    public void Points_that_coincide_lie_on_a_line_or_are_mirrored_give_finite_numbers()
    {
        Landmarks[] odd =
        [
            default, Points([50, 50, 50, 50, 50, 50, 50, 50, 50, 50]), Points([0, 0, 10, 0, 20, 0, 30, 0, 40, 0]),
            Points([73.5f, 51.5f, 38.3f, 51.7f, 56, 71.7f, 70.7f, 92.2f, 41.5f, 92.4f]),
        ];
        using var picture = new Mat(100, 100, MatType.CV_8UC3, Scalar.Gray);
        using var aligned = new Mat();
        foreach (var points in odd)
        {
            Assert.All(Solved(points), value => Assert.True(double.IsFinite(value)));
            Aligner.Align(picture, points, aligned);
            Assert.Equal(new Size(112, 112), aligned.Size());
        }
    }

    [Fact]
    public void Dots_on_the_points_of_a_face_come_to_lie_on_the_template()
    {
        // Tilted by 20°, 2.5 times as large as the template.
        using var turn = Cv2.GetRotationMatrix2D(new Point2f(56, 72), -20, 2.5);
        var transform = Enumerable.Range(0, 6).Select(i => turn.At<double>(i / 3, i % 3) + (i % 3 == 2 ? 150 : 0)).ToArray();
        var face = default(Landmarks);
        using var picture = new Mat(480, 640, MatType.CV_8UC3, Scalar.Black);
        for (var i = 0; i < Landmarks.Count; i++)
        {
            face[i] = Applied(transform, ArcFace[i]);
            picture.Circle((int)MathF.Round(face[i].X), (int)MathF.Round(face[i].Y), 4, Scalar.White, -1);
        }

        using var aligned = new Mat();
        Aligner.Align(picture, face, aligned);

        using var gray = aligned.CvtColor(ColorConversionCodes.BGR2GRAY);
        using var dots = gray.Threshold(100, 255, ThresholdTypes.Binary);
        using var labels = new Mat();
        using var stats = new Mat();
        using var centres = new Mat();
        Assert.Equal(1 + Landmarks.Count, Cv2.ConnectedComponentsWithStats(dots, labels, stats, centres));
        for (var i = 0; i < Landmarks.Count; i++)
        {
            var point = ArcFace[i];
            Assert.Contains(
                Enumerable.Range(1, Landmarks.Count),
                dot => Math.Abs(centres.At<double>(dot, 0) - point.X) < 1 && Math.Abs(centres.At<double>(dot, 1) - point.Y) < 1);
        }
    }

    [Fact]
    public void What_lies_outside_the_picture_is_black()
    {
        using var picture = new Mat(112, 112, MatType.CV_8UC3, Scalar.White);
        using var aligned = new Mat();
        var shifted = default(Landmarks);
        for (var i = 0; i < Landmarks.Count; i++)
        {
            shifted[i] = new Point2(ArcFace[i].X - 56, ArcFace[i].Y);
        }

        Aligner.Align(picture, shifted, aligned);

        Assert.Equal(new Vec3b(0, 0, 0), aligned.At<Vec3b>(56, 20));
        Assert.Equal(new Vec3b(255, 255, 255), aligned.At<Vec3b>(56, 90));
    }

    private static double[] Solved(Landmarks face)
    {
        var transform = new double[6];
        Aligner.Solve(face, transform);
        return transform;
    }

    private static Landmarks Points(float[] values) => new(
        new(values[0], values[1]), new(values[2], values[3]), new(values[4], values[5]), new(values[6], values[7]),
        new(values[8], values[9]));

    private static Point2 Applied(double[] transform, Point2 point) => new(
        (float)(transform[0] * point.X + transform[1] * point.Y + transform[2]),
        (float)(transform[3] * point.X + transform[4] * point.Y + transform[5]));

    // The four unknowns a, b, x, y of (a −b x; b a y) from ten linear equations: AᵀA u = Aᵀt by Gaussian elimination.
    private static double[] NormalEquations(float[] face, Landmarks template)
    {
        double[][] system = [new double[5], new double[5], new double[5], new double[5]];
        for (var i = 0; i < Landmarks.Count; i++)
        {
            double px = face[2 * i], py = face[2 * i + 1];
            Add([px, -py, 1, 0], template[i].X);
            Add([py, px, 0, 1], template[i].Y);
        }

        void Add(double[] row, double target)
        {
            for (var y = 0; y < 4; y++)
            {
                for (var x = 0; x < 4; x++)
                {
                    system[y][x] += row[y] * row[x];
                }

                system[y][4] += row[y] * target;
            }
        }

        for (var pivot = 0; pivot < 4; pivot++)
        {
            for (var row = 0; row < 4; row++)
            {
                var factor = row == pivot ? 0 : system[row][pivot] / system[pivot][pivot];
                for (var column = pivot; column < 5; column++)
                {
                    system[row][column] -= factor * system[pivot][column];
                }
            }
        }

        double Unknown(int i) => system[i][4] / system[i][i];
        return [Unknown(0), -Unknown(1), Unknown(2), Unknown(1), Unknown(0), Unknown(3)];
    }
}
