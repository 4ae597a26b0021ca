using Analytics.Contracts;
using Analytics.Embed;
using Analytics.Runtime.Frames;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Embed;

/// <summary>
/// The embedder of the release on drawn people, and every one whose file is in the test data on real photos of known people.
/// </summary>
public sealed class FaceEmbedderSpec(ModelStoreFixture models)
{
    // Every two photos of one person are at least this alike, every two of different people at most that: with room on both sides.
    private const float LeastSame = 0.5f;
    private const float MostDifferent = 0.35f;

    private static readonly (string Person, string Photo)[] Photos =
    [
        ("Obama", "face_recognition/test_images/obama.jpg"),
        ("Obama", "face_recognition/test_images/obama2.jpg"),
        ("Obama", "face_recognition/test_images/obama3.jpg"),
        ("Obama", "face_recognition/test_images/obama_partial_face.jpg"),
        ("Biden", "face_recognition/examples/biden.jpg"),
        ("Biden", "face_recognition/examples/knn_examples/train/biden/biden2.jpg"),
        ("Harington", "face_recognition/examples/knn_examples/train/kit_harington/john1.jpeg"),
        ("Harington", "face_recognition/examples/knn_examples/train/kit_harington/john2.jpeg"),
        ("Leslie", "face_recognition/examples/knn_examples/train/rose_leslie/img1.jpg"),
        ("Leslie", "face_recognition/examples/knn_examples/train/rose_leslie/img2.jpg"),
        ("Lowe", "inspireface/bulk/Rob_Lowe_0001.jpg"),
        ("Lowe", "inspireface/bulk/Rob_Lowe_0002.jpg"),
    ];

    private const string Released = "mobilefacenet-se";

    // Where there is no test data, one that is skipped stands for all of them.
    private static readonly string[] OfTestData =
        TestData.IsThere ? ["omz-reid-0095", "mobilefacenet-y1", "mobilefacenet-foamliu"] : ["omz-reid-0095"];

    public static readonly TheoryData<string> RealEmbedders = [.. OfTestData];

    public static readonly TheoryData<string> Embedders = [Released, .. TestData.IsThere ? OfTestData : []];

    [Fact]
    public void One_drawn_person_is_more_alike_than_two()
    {
        var templates = Enumerable.Range(0, 6).SelectMany(person => Enumerable.Range(0, 2).Select(view =>
        {
            using var picture = DrawnPeople.Portrait(person, view);
            return (person, Template: Embed(Released, picture));
        })).ToArray();

        foreach (var (person, template) in templates)
        {
            var others = templates.Where(other => other.Template != template).ToLookup(
                other => other.person == person, other => template.CompareTo(other.Template).Value);
            Assert.True(
                others[true].Min() > others[false].Max(), $"{person}: {others[true].Min():0.00}, others up to {others[false].Max():0.00}");
        }
    }

    [Theory]
    [MemberData(nameof(RealEmbedders))]
    public void One_person_is_more_alike_than_two_in_every_pair_of_photos(string model)
    {
        var templates = Photos.Select(photo => (photo.Person, Template: OfPhoto(model, photo.Photo))).ToArray();

        for (var i = 0; i < templates.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var similarity = templates[i].Template.CompareTo(templates[j].Template);
                var same = templates[i].Person == templates[j].Person;
                Assert.True(
                    same ? similarity.Value >= LeastSame : similarity.Value <= MostDifferent,
                    $"{Photos[i].Photo} and {Photos[j].Photo}: {similarity}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Embedders))]
    public void A_photo_that_is_tilted_darker_or_smaller_shows_the_same_person(string model)
    {
        using var picture = TestPhoto.Read(model == Released ? "drawn/0" : "face_recognition/test_images/obama.jpg");
        using var turn = Cv2.GetRotationMatrix2D(new Point2f(picture.Cols / 2f, picture.Rows / 2f), 25, 1);
        using var tilted = picture.WarpAffine(turn, picture.Size());
        using var dark = new Mat();
        picture.ConvertTo(dark, -1, 0.5);
        using var small = TestPhoto.Scaled(picture, 0.25);
        var template = Embed(model, picture);

        Assert.All((Mat[])[tilted, dark, small], other => Assert.InRange(Embed(model, other).CompareTo(template).Value, 0.8f, 1));
    }

    [Theory]
    [MemberData(nameof(Embedders))]
    public void A_template_has_the_length_of_its_card_the_norm_1_and_the_name_of_its_model(string model)
    {
        var template = OfPhoto(model, model == Released ? "drawn/0" : "face_recognition/test_images/obama.jpg");

        Assert.Equal(models.Embedder(model).Length, template.Length);
        Assert.Equal(new ModelId(model), template.Model);
        Assert.Equal(1, template.Vector.ToArray().Sum(value => (double)value * value), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Embedders))]
    public void Several_at_once_are_as_one_after_the_other(string model)
    {
        var embedder = models.Embedder(model);
        string[] photos = model == Released
            ? ["drawn/0", "drawn/1", "drawn/2", "drawn/3", "drawn/4"] : [.. Photos.Take(5).Select(photo => photo.Photo)];
        var aligned = photos.Select(photo => Aligned(embedder, photo)).ToArray();

        var together = embedder.Embed(aligned);

        Assert.Equal(aligned.Length, together.Count);
        for (var i = 0; i < aligned.Length; i++)
        {
            Assert.Equal(embedder.Embed([aligned[i]])[0].Vector.ToArray(), together[i].Vector.ToArray());
            aligned[i].Dispose();
        }

        Assert.Empty(embedder.Embed([]));
    }

    [Fact]
    public void A_face_that_is_not_aligned_is_refused()
    {
        using var face = new Mat(112, 112, MatType.CV_8UC3, Scalar.Gray);

        var error = Assert.Throws<ArgumentException>(() => models.Embedder(Released).Embed([face]));

        Assert.Contains("128 × 128, not 112 × 112", error.Message, StringComparison.Ordinal);
    }

    private Template OfPhoto(string model, string photo)
    {
        using var picture = TestPhoto.Read(photo);
        return Embed(model, picture);
    }

    private Template Embed(string model, Mat picture)
    {
        var embedder = models.Embedder(model);
        using var aligned = Aligned(embedder, picture);
        return embedder.Embed([aligned])[0];
    }

    private Mat Aligned(OnnxFaceEmbedder embedder, string photo)
    {
        using var picture = TestPhoto.Read(photo);
        return Aligned(embedder, picture);
    }

    private Mat Aligned(OnnxFaceEmbedder embedder, Mat picture)
    {
        List<DetectedFace> faces = [];
        models.Detector(embedder.Model.Value == Released ? "facefinder" : "yunet-s").Detect([picture], [faces]);
        var aligned = new Mat();
        embedder.Aligner.Align(picture, faces.MaxBy(face => face.Box.Area * face.Score).Landmarks, aligned);
        return aligned;
    }
}
