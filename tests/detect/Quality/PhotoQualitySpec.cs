using Analytics.Contracts;
using Analytics.Detect.Quality;
using Analytics.People.Photos;
using Analytics.Runtime.Frames;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Detect.Quality;

/// <summary>Quality on drawn and real photos, which are blurred, darkened, shrunk, or show people who look away.</summary>
public sealed class PhotoQualitySpec(ModelStoreFixture models)
{
    private static readonly QualityOptions Options = new();
    private readonly FaceQualityMeter _meter = new();

    public static TheoryData<string> Portraits =>
    [
        "drawn/0", "drawn/1", "drawn/2",
        .. TestData.IsThere
            ? ["friends_gallery/Ross.png", "friends_gallery/Monica.png", "face_recognition/test_images/obama.jpg", "inspireface/RD/d4.jpeg"]
            : Array.Empty<string>(),
    ];

    [Theory]
    [MemberData(nameof(Portraits))]
    public void The_more_a_photo_is_blurred_the_less_sharp_is_the_face(string photo)
    {
        using var picture = TestPhoto.Read(photo);
        var face = Face(picture);
        var qualities = new[] { 0, 0.01, 0.02, 0.04, 0.08 }.Select(part =>
        {
            using var blurred = part == 0 ? picture.Clone() : picture.GaussianBlur(default, part * face.Box.Width);
            return Measure(blurred, face);
        }).ToArray();

        Assert.Equal(qualities.OrderByDescending(quality => quality.Sharpness), qualities);
        Assert.Equal(qualities.OrderByDescending(quality => quality.Score), qualities);
        Assert.True(qualities[0].Score > 0.9f && qualities[^1].Score < 0.2f);
        Assert.Null(PhotoFault.Of(qualities[0], Options));
        Assert.StartsWith("the face is too blurred (sharpness 0.0", PhotoFault.Of(qualities[^1], Options), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Portraits))]
    public void The_darker_a_photo_the_worse(string photo)
    {
        using var picture = TestPhoto.Read(photo);
        var face = Face(picture);
        var qualities = new[] { 1, 0.6, 0.4, 0.25, 0.1 }.Select(light =>
        {
            using var lit = new Mat();
            picture.ConvertTo(lit, -1, light);
            return Measure(lit, face);
        }).ToArray();

        Assert.Equal(qualities.OrderByDescending(quality => quality.Brightness), qualities);
        Assert.Equal(qualities.OrderByDescending(quality => quality.Score), qualities);
        Assert.Equal(0, qualities[^1].Score);
        Assert.StartsWith("the face is too dark (mean luma ", PhotoFault.Of(qualities[^1], Options), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Portraits))]
    public void A_face_far_away_is_worse(string photo)
    {
        using var picture = TestPhoto.Read(photo);
        using var far = TestPhoto.Scaled(picture, 24 / Face(picture).Box.Width);

        var quality = Measure(far, Face(far));

        Assert.InRange(quality.Size, 18, 32);
        Assert.True(quality.Score < 0.5f * Measure(picture, Face(picture)).Score);
        Assert.StartsWith("the face is too small (", PhotoFault.Of(quality, Options), StringComparison.Ordinal);
    }

    [Fact]
    public void A_face_in_profile_is_worse_than_one_that_looks_here()
    {
        var left = OfPhoto("inspireface/pose/left_face.jpeg");
        var right = OfPhoto("inspireface/pose/right_face.png");
        var here = OfPhoto("inspireface/pose/rise_face.jpeg");

        Assert.InRange(left.Yaw, -1, -0.5f);
        Assert.InRange(right.Yaw, 0.5f, 1);
        Assert.InRange(here.Yaw, -0.1f, 0.1f);
        Assert.True(left.Score < 0.7f && right.Score < 0.7f && here.Score > 0.9f);
        var fault = PhotoFault.Of(left, Options with { MaxPhotoTurn = 0.5 });
        Assert.StartsWith("the face is turned away (yaw -0.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mirrored_face_looks_the_other_way()
    {
        using var picture = DrawnPeople.Portrait(0, view: 3);
        using var mirrored = picture.Flip(FlipMode.Y);

        var yaw = Measure(picture, Face(picture)).Yaw;

        Assert.True(MathF.Abs(yaw) > 0.2f, $"It looks here: {yaw}.");
        Assert.Equal(-yaw, Measure(mirrored, Face(mirrored)).Yaw, 0.1f);
    }

    [Theory]
    [InlineData("inspireface/pose/left_wryneck.png", -40, -15)]
    [InlineData("inspireface/pose/right_wryneck.png", 15, 40)]
    public void A_tilted_head_has_roll_and_is_not_worse_for_it(string photo, float least, float most)
    {
        var quality = OfPhoto(photo);

        Assert.InRange(quality.Roll, least, most);
        Assert.InRange(quality.Score, 0.9f, 1);
    }

    [Fact]
    public void A_head_bent_down_has_more_pitch_than_one_held_up() =>
        Assert.True(OfPhoto("inspireface/pose/lower_face.jpeg").Pitch > OfPhoto("inspireface/pose/rise_face.jpeg").Pitch + 0.1f);

    private FaceQuality OfPhoto(string photo)
    {
        using var picture = TestPhoto.Read(photo);
        return Measure(picture, Face(picture));
    }

    private DetectedFace Face(Mat picture)
    {
        List<DetectedFace> faces = [];
        models.Detector(TestData.IsThere ? "yunet-s" : "facefinder").Detect([picture], [faces]);
        return faces.MaxBy(face => face.Box.Area * face.Score);
    }

    private FaceQuality Measure(Mat picture, in DetectedFace face)
    {
        using var luma = picture.CvtColor(ColorConversionCodes.BGR2GRAY);
        return _meter.Measure(luma.AsSpan<byte>(), luma.Cols, luma.Rows, face);
    }
}
