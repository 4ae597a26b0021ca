using System.Diagnostics;
using Analytics.Contracts;
using Analytics.Contracts.Processes;
using Analytics.Tests;
using Analytics.Train.Data;
using OpenCvSharp;
using Xunit;

namespace Analytics.Train.Tests;

public sealed class AugmentationSpec
{
    private const int Side = 64;
    private static readonly Landmarks Template = FaceTemplate.ArcFace(Side);

    [Fact]
    public void The_same_seed_gives_the_same_picture_and_another_seed_another()
    {
        using var faces = new Painted();
        var augmenter = new FaceAugmenter(faces, Template, new Augmentation { Mix = 0.5, Cctv = 0.5, Occlusion = 0.5 });
        var pictures = Enumerable.Range(0, 40).Select(seed => Bytes(augmenter.Picture(1, seed))).ToList();
        Assert.Equal(pictures, Enumerable.Range(0, 40).Select(seed => Bytes(augmenter.Picture(1, seed))));
        Assert.Equal(40, pictures.Select(Convert.ToBase64String).Distinct().Count());
    }

    [Fact]
    public void Without_changes_a_face_is_the_middle_of_its_picture()
    {
        using var faces = new Painted();
        using var expected = faces.Read(0);
        using var middle = new Mat(expected, new Rect(faces.Margin, faces.Margin, Side, Side));
        using var face = new FaceAugmenter(faces, Template, Augmentation.None).Picture(0, 1);
        Assert.Equal(0, Cv2.Norm(middle, face, NormTypes.INF));
    }

    [Fact]
    public void A_mirrored_face_is_mirrored_about_its_middle()
    {
        using var faces = new Painted();
        using var plain = new FaceAugmenter(faces, Template, Augmentation.None).Picture(0, 1);
        using var mirrored = new FaceAugmenter(faces, Template, Augmentation.None with { Flip = 1 }).Picture(0, 1);
        using var back = new Mat();
        Cv2.Flip(mirrored, back, FlipMode.Y);
        Assert.Equal(0, Cv2.Norm(plain, back, NormTypes.INF));
    }

    [Fact]
    public void A_mask_hides_the_mouth_and_leaves_the_eyes()
    {
        var points = Enumerable.Range(0, Landmarks.Count).Select(i => new Point2f(Template[i].X, Template[i].Y)).ToArray();
        using var face = new Mat(Side, Side, MatType.CV_8UC3, Scalar.All(100));
        Distortion.Mask(face, points, new Scalar(1, 2, 3));
        Vec3b At(int point) => face.At<Vec3b>((int)points[point].Y, (int)points[point].X);
        Assert.Equal(new Vec3b(100, 100, 100), At(0));
        Assert.Equal(new Vec3b(100, 100, 100), At(1));
        Assert.Equal(new Vec3b(1, 2, 3), At(3));
        Assert.Equal(new Vec3b(1, 2, 3), At(4));
    }

    [Fact]
    public void Each_distortion_takes_something_away_and_keeps_the_brightness()
    {
        using var faces = new Painted();
        foreach (var (name, change) in new (string, Action<Mat>)[]
        {
            ("fewer pixels", face => Distortion.Downscale(face, 0.25)),
            ("moved", face => Distortion.MotionBlur(face, 9, 0.5)),
            ("out of focus", face => Distortion.Blur(face, 2)),
            ("JPEG", face => Distortion.Jpeg(face, 15)),
            ("H.264", face => H264Intra.Apply(face, 36)),
        })
        {
            using var before = new FaceAugmenter(faces, Template, Augmentation.None).Picture(2, 1);
            using var after = before.Clone();
            change(after);
            Assert.True(Cv2.Norm(before, after, NormTypes.L1) > 0, name);
            Assert.Equal(Cv2.Mean(before).Val1, Cv2.Mean(after).Val1, 4.0);
        }
    }

    [Fact]
    public void H264_leaves_less_the_coarser_it_is_and_as_much_as_a_real_encoder()
    {
        using var faces = new Painted();
        using var face = new FaceAugmenter(faces, Template, Augmentation.None).Picture(2, 1);
        Distortion.Noise(face, 12, 0.5, new Random(3));
        var losses = new[] { 20, 28, 36, 44 }.Select(quantiser =>
        {
            using var ours = face.Clone();
            H264Intra.Apply(ours, quantiser);
            using var theirs = Encoded(face, quantiser);
            return (Ours: Cv2.Norm(face, ours, NormTypes.L2), Theirs: Cv2.Norm(face, theirs, NormTypes.L2));
        }).ToList();

        Assert.Equal(losses, losses.OrderBy(loss => loss.Ours));
        Assert.All(losses, loss => Assert.InRange(loss.Ours / loss.Theirs, 0.6, 1.6));
    }

    // A key frame of x264.
    private static Mat Encoded(Mat face, int quantiser)
    {
        using TempFolder folder = new();
        var (before, after) = (folder.File("before.png"), folder.File("after.png"));
        Cv2.ImWrite(before, face);
        var video = folder.File("frame.mp4");
        string[][] commands =
        [
            ["-i", before, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-qp", $"{quantiser}", video], ["-i", video, after],
        ];
        foreach (var command in commands)
        {
            using var ffmpeg = Process.Start(ProgramPath.Find("ffmpeg", "Install it."), ["-v", "error", "-y", .. command]);
            ffmpeg.WaitForExit();
            Assert.Equal(0, ffmpeg.ExitCode);
        }

        return Cv2.ImRead(after);
    }

    private static byte[] Bytes(Mat picture)
    {
        using (picture)
        {
            picture.GetArray(out Vec3b[] pixels);
            return [.. pixels.SelectMany(pixel => new[] { pixel.Item0, pixel.Item1, pixel.Item2 })];
        }
    }

    // Pictures of no face, but with something in each corner.
    private sealed class Painted : IFaces
    {
        public int Count => 5;

        public IReadOnlyList<int>? People => null;

        public int Side => AugmentationSpec.Side;

        public int Margin => 8;

        public Mat Read(int index)
        {
            var picture = new Mat(Side + 2 * Margin, Side + 2 * Margin, MatType.CV_8UC3);
            var generator = new RNG((ulong)index + 1);
            generator.Fill(picture, DistributionType.Uniform, Scalar.All(0), Scalar.All(256));
            Cv2.GaussianBlur(picture, picture, new Size(), 1.5);
            return picture;
        }

        public void Dispose()
        {
        }
    }
}
