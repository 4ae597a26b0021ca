using System.Collections.Concurrent;
using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Detect.Quality;
using Analytics.People.Photos;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Pictures;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.People.Photos;

/// <summary>
/// What the limits for turned photos and turned faces rest on: photos of Labeled Faces in the Wild, laid into the middle of a black
/// picture of twice their sides.
/// </summary>
public sealed class PhotoTurnSpec(ModelStoreFixture models)
{
    private const int EachSo = 150; // 39 of the 5,749 people

    // Those of four to twelve photos of whom one shows the face turned by 0.5 or more.
    private static readonly string[] TurnedPeople =
    [
        "Abdoulaye_Wade", "Alastair_Campbell", "Binyamin_Ben-Eliezer", "Bob_Huggins", "Franz_Muentefering", "George_Clooney",
        "James_McGreevey", "Luis_Figo", "Maria_Soledad_Alvear_Valenzuela", "Pedro_Malan", "Richard_Gephardt", "Roman_Polanski",
        "Sean_OKeefe", "Silvan_Shalom", "Steven_Spielberg", "Tung_Chee-hwa", "Vaclav_Havel", "Xanana_Gusmao",
    ];

    [Fact]
    public async Task A_photo_that_lies_is_reported_how_to_turn_it_and_an_upright_one_is_left_alone()
    {
        var people = Directory.GetDirectories(TestData.Path("sets/lfw")).Order(StringComparer.Ordinal).Where((_, i) => i % EachSo == 0);
        await using var detector = new SharedDetector(models.NewDetector("yunet-s", new DetectOptions()), capacity: 4, workers: 2);
        var wrong = new ConcurrentBag<string>();
        var count = 0;
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (person, stop) =>
        {
            using var upright = Read(Directory.GetFiles(person).Min(StringComparer.Ordinal)!);
            using var lying = new Mat();
            List<DetectedFace> faces = [];
            foreach (var (turn, back) in new (RotateFlags?, string?)[]
            {
                (null, null), (RotateFlags.Rotate90Clockwise, "90° counterclockwise"), (RotateFlags.Rotate180, "180°"),
                (RotateFlags.Rotate90Counterclockwise, "90° clockwise"),
            })
            {
                upright.CopyTo(lying);
                if (turn is { } flag)
                {
                    Cv2.Rotate(upright, lying, flag);
                }

                await detector.DetectAsync(lying, faces, stop);
                var found = await PhotoTurn.FindAsync(detector, lying, faces, stop);
                Interlocked.Increment(ref count);
                if (found != back)
                {
                    wrong.Add($"{Path.GetFileName(person)}: {found ?? "upright"}, not {back ?? "upright"}");
                }
            }
        });

        Assert.Equal(39 * 4, count);
        Assert.True(wrong.Count <= 1, string.Join('\n', wrong));
    }

    [Fact]
    public void A_face_turned_further_than_enrolment_accepts_is_less_like_its_person()
    {
        var options = new QualityOptions();
        var (accepted, refused) = (new List<float>(), new List<float>());
        foreach (var person in TurnedPeople)
        {
            var photos = Directory.GetFiles(TestData.Path($"sets/lfw/{person}")).Order(StringComparer.Ordinal).Select(Embed).ToList();
            foreach (var photo in photos.Where(photo => Turn(photo.Quality) >= 0.45f))
            {
                var frontal = photos.Where(other => other != photo && Turn(other.Quality) < 0.3f);
                (Turn(photo.Quality) > options.MaxPhotoTurn ? refused : accepted)
                    .Add(frontal.Average(other => photo.Template.CompareTo(other.Template).Value));
            }
        }

        Assert.InRange(refused.Count, 7, 9);
        Assert.InRange(accepted.Count, 11, 16);
        Assert.InRange(refused.Average(), 0.45f, 0.58f);
        Assert.InRange(accepted.Average(), 0.6f, 0.7f);
    }

    private static float Turn(FaceQuality quality) => MathF.Max(MathF.Abs(quality.Yaw), MathF.Abs(quality.Pitch));

    private static Mat Read(string path)
    {
        using var photo = PictureFile.Read(path);
        var laid = new Mat();
        Cv2.CopyMakeBorder(photo, laid, photo.Rows / 2, photo.Rows / 2, photo.Cols / 2, photo.Cols / 2, BorderTypes.Constant, Scalar.Black);
        return laid;
    }

    private (FaceQuality Quality, Template Template) Embed(string path)
    {
        using var picture = Read(path);
        List<DetectedFace> faces = [];
        models.Detector("yunet-s").Detect([picture], [faces]);
        var face = faces.MinBy(face => MathF.Abs(face.Box.Centre.X - picture.Cols / 2f) + MathF.Abs(face.Box.Centre.Y - picture.Rows / 2f));
        using var luma = picture.CvtColor(ColorConversionCodes.BGR2GRAY);
        using var aligned = new Mat();
        var embedder = models.Embedder("omz-reid-0095");
        embedder.Aligner.Align(picture, face.Landmarks, aligned);
        return (new FaceQualityMeter().Measure(luma.AsSpan<byte>(), luma.Cols, luma.Rows, face), embedder.Embed([aligned])[0]);
    }
}
