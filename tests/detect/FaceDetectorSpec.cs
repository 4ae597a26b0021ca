using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Runtime.Frames;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Detect;

/// <summary>The detector of the release on drawn people, and every one whose file is in the test data on real photos.</summary>
public sealed class FaceDetectorSpec(ModelStoreFixture models)
{
    // From this score on, a detection is taken for a face.
    private const float Sure = 0.6f;

    private const string Released = "facefinder";

    // Where there is no test data, one that is skipped stands for all of them.
    private static readonly string[] OfTestData =
        TestData.IsThere ? ["yunet-s", "yunet-n", "yunet-2023mar", "scrfd-500m-640", "scrfd-2.5g"] : ["yunet-s"];

    public static readonly TheoryData<string> RealDetectors = [.. OfTestData];

    public static readonly TheoryData<string> Detectors = [Released, .. TestData.IsThere ? OfTestData : []];

    public static readonly TheoryData<string> BatchDetectors = [
        Released, .. TestData.IsThere ? ["yunet-s", "yunet-n"] : Array.Empty<string>()];

    [Theory]
    [MemberData(nameof(RealDetectors))]
    public void Every_annotated_face_is_found_by_its_nose_and_next_to_nothing_else(string model)
    {
        var extra = 0;
        foreach (var (name, picture, noses) in AnnotatedPhotos.Read())
        {
            using (picture)
            {
                var faces = SureFaces(model, picture);
                foreach (var nose in noses)
                {
                    var face = faces.MinBy(face => Distance(face.Landmarks[2], nose));
                    var off = faces.Count == 0 ? float.PositiveInfinity : Distance(face.Landmarks[2], nose) / face.Box.Width;
                    Assert.True(off < 0.25, $"{name}: the nose at ({nose.X}, {nose.Y}) is off by {off:0.00} of the face.");
                    faces.Remove(face);
                }

                extra += faces.Count;
            }
        }

        // In two of the portraits there is something like a face in the background.
        Assert.InRange(extra, 0, 2);
    }

    [Fact]
    public void Every_drawn_face_is_found_by_its_nose_and_nothing_else()
    {
        for (var first = 0; first < 9; first += 3)
        {
            var (picture, noses) = DrawnPeople.Group(first);
            using (picture)
            {
                var faces = SureFaces(Released, picture);

                Assert.Equal(noses.Length, faces.Count);
                Assert.All(noses, nose => Assert.Contains(faces, face => Distance(face.Landmarks[2], nose) < 0.2f * face.Box.Width));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void The_points_of_an_upright_face_are_in_the_order_of_the_template(string model)
    {
        string[] photos = model == Released
            ? ["drawn/0", "drawn/1", "drawn/2", "drawn/3", "drawn/4", "drawn/5"]
            : [.. new[] { "Chandler", "Joey", "Monica", "Phoebe", "Rachel", "Ross" }.Select(name => $"friends_gallery/{name}.png")];
        foreach (var photo in photos)
        {
            using var picture = TestPhoto.Read(photo);
            var points = SureFaces(model, picture).MaxBy(face => face.Box.Area).Landmarks;

            Assert.True(points[0].X < points[1].X && points[3].X < points[4].X, $"{photo}: left and right are exchanged.");
            Assert.True(
                Math.Max(points[0].Y, points[1].Y) < points[2].Y && points[2].Y < Math.Min(points[3].Y, points[4].Y),
                $"{photo}: the nose does not lie between the eyes and the mouth.");
            Assert.InRange(points[2].X, points[0].X, points[1].X);
        }
    }

    [Theory]
    [MemberData(nameof(RealDetectors))]
    public void Where_nobody_is_no_face_is_found(string model)
    {
        foreach (var photo in (string[])["compreface_samples/017_0.jpg", "inspireface/crop/no_face.png"])
        {
            using var picture = TestPhoto.Read(photo);
            Assert.Empty(SureFaces(model, picture));
        }
    }

    [Theory]
    [MemberData(nameof(BatchDetectors))]
    public void Three_at_once_are_as_one_after_the_other(string model)
    {
        string[] photos = model == Released
            ? ["drawn/group/0", "drawn/group/3", "drawn/group/6"]
            : ["compreface_samples/013_4.jpg", "compreface_samples/015_6.jpg", "compreface_samples/016_8.jpg"];
        var pictures = photos.Select(TestPhoto.Read).ToArray();
        var detector = models.Detector(model);
        List<DetectedFace>[] together = [[], [], []];

        detector.Detect(pictures, together);

        for (var i = 0; i < pictures.Length; i++)
        {
            AssertSame(Faces(detector, pictures[i]), together[i], pixels: 0.01f);
            pictures[i].Dispose();
        }
    }

    [Fact]
    public void Padding_does_not_matter()
    {
        // The same network: one file takes any size, the other 640 × 640 only.
        using var picture = TestPhoto.Read("compreface_samples/015_6.jpg");
        using var extended = new Mat();
        Cv2.CopyMakeBorder(picture, extended, 0, 200, 0, 0, BorderTypes.Constant, Scalar.Black);
        var expected = SureFaces("yunet-s", picture);

        Assert.Equal(6, expected.Count);
        AssertSame(expected, SureFaces("yunet-s", extended), pixels: 1);
        AssertSame(expected, SureFaces("yunet-2023mar", picture), pixels: 1);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_picture_of_half_the_size_has_the_same_face_at_half_the_place(string model)
    {
        using var picture = TestPhoto.Read(model == Released ? "drawn/0" : "face_recognition/examples/obama-1080p.jpg");
        using var half = TestPhoto.Scaled(picture, 0.5);

        var (whole, small) = (Assert.Single(SureFaces(model, picture)), Assert.Single(SureFaces(model, half)));

        var nose = new Point2(2 * small.Landmarks[2].X, 2 * small.Landmarks[2].Y);
        Assert.InRange(whole.Box.IoU(new Box(2 * small.Box.X, 2 * small.Box.Y, 2 * small.Box.Width, 2 * small.Box.Height)), 0.9f, 1);
        Assert.InRange(Distance(whole.Landmarks[2], nose), 0, 0.04f * whole.Box.Width);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_higher_threshold_takes_away_and_changes_nothing_else(string model)
    {
        using var picture = TestPhoto.Read(model == Released ? "drawn/group/0" : "compreface_samples/016_8.jpg");
        using var strict = models.NewDetector(model, new DetectOptions { ScoreThreshold = 0.85f });

        AssertSame([.. Faces(models.Detector(model), picture).Where(face => face.Score >= 0.85f)], Faces(strict, picture), pixels: 0);
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        using var many = TestPhoto.Read("drawn/group/0");
        using var few = TestPhoto.Read("drawn/0");
        var detector = models.Detector(Released);
        var (manyFaces, fewFaces) = (Faces(detector, many), Faces(detector, few));

        Parallel.For(0, 12, i => AssertSame(i % 2 == 0 ? manyFaces : fewFaces, Faces(detector, i % 2 == 0 ? many : few), pixels: 0));
    }

    [Fact]
    public void What_the_last_picture_left_in_the_list_is_gone()
    {
        using var nobody = new Mat(360, 480, MatType.CV_8UC3, Scalar.Gray);
        List<DetectedFace> faces = [default];

        models.Detector(Released).Detect([nobody], [faces]);

        Assert.Empty(faces);
    }

    [Fact]
    public void A_batch_that_does_not_fit_is_refused()
    {
        using var picture = new Mat(64, 64, MatType.CV_8UC3, Scalar.Black);
        using var other = new Mat(64, 96, MatType.CV_8UC3, Scalar.Black);
        using var gray = new Mat(64, 64, MatType.CV_8UC1, Scalar.Black);
        var detector = models.Detector(Released);

        Assert.Throws<ArgumentException>(() => detector.Detect([], []));
        Assert.Throws<ArgumentException>(() => detector.Detect([picture, picture], [[]]));
        Assert.Throws<ArgumentException>(() => detector.Detect([picture, other], [[], []]));
        Assert.Throws<ArgumentException>(() => detector.Detect([gray], [[]]));
    }

    [Fact]
    public void A_detector_that_takes_one_picture_at_a_time_refuses_two()
    {
        using var picture = new Mat(64, 64, MatType.CV_8UC3, Scalar.Black);

        Assert.Throws<ArgumentException>(() => models.Detector("yunet-2023mar").Detect([picture, picture], [[], []]));
    }

    private List<DetectedFace> SureFaces(string model, Mat picture) =>
        [.. Faces(models.Detector(model), picture).Where(face => face.Score >= Sure)];

    private static List<DetectedFace> Faces(OnnxFaceDetector detector, Mat picture)
    {
        List<DetectedFace> faces = [];
        detector.Detect([picture], [faces]);
        return faces;
    }

    private static float Distance(Point2 a, Point2 b) => MathF.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));

    private static void AssertSame(List<DetectedFace> expected, List<DetectedFace> actual, float pixels)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var face in expected)
        {
            var same = actual.MinBy(other => Distance(face.Box.Centre, other.Box.Centre));
            Assert.Equal(face.Score, same.Score, pixels == 0 ? 0 : 0.01f);
            Assert.InRange(Distance(face.Box.Centre, same.Box.Centre), 0, pixels);
            Assert.InRange(MathF.Abs(face.Box.Width - same.Box.Width), 0, 2 * pixels);
            for (var point = 0; point < Landmarks.Count; point++)
            {
                Assert.InRange(Distance(face.Landmarks[point], same.Landmarks[point]), 0, 2 * pixels);
            }
        }
    }
}
