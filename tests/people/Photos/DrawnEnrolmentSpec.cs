using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.People.Photos;

/// <summary>Drawn portraits through the models of the release; settings are the default ones.</summary>
[Collection(nameof(EnrolRig))]
public sealed class DrawnEnrolmentSpec(EnrolRig rig) : IDisposable
{
    private readonly PhotoSet _people = new();

    public void Dispose() => _people.Dispose();

    [Fact]
    public async Task Every_person_is_enrolled_from_all_photos_and_none_looks_like_another()
    {
        foreach (var person in new[] { 0, 1, 3, 4 })
        {
            Put($"Person {person}/1.png", person);
            Put($"Person {person}/2.jpg", person, view: 1);
        }

        var enrolment = await rig.EnrolAsReleasedAsync(_people.Folder);

        Assert.All(enrolment.Photos, photo => Assert.Null(photo.Fault));
        Assert.Equal((4, 8, 8), (enrolment.People, enrolment.Photos.Count, enrolment.Accepted.Count()));
        Assert.Empty(enrolment.Conflicts);
    }

    [Theory]
    [InlineData(RotateFlags.Rotate90Clockwise, "90° counterclockwise")]
    [InlineData(RotateFlags.Rotate180, "180°")]
    [InlineData(RotateFlags.Rotate90Counterclockwise, "90° clockwise")]
    public async Task A_photo_that_lies_is_reported_how_to_turn_it(RotateFlags turn, string back)
    {
        using var picture = DrawnPeople.Portrait(0);
        using var lying = new Mat();
        Cv2.Rotate(picture, lying, turn);
        _people.Write("Ann.png", lying);

        await AssertRejected($"the photo is not upright: turn it by {back}");
    }

    [Fact]
    public async Task Three_people_are_several()
    {
        using var group = DrawnPeople.Group().Picture;
        _people.Write("Ann.png", group);

        await AssertRejected("there are several faces (");
    }

    [Fact]
    public async Task A_face_that_is_too_far_away_is_too_small()
    {
        using var near = DrawnPeople.Portrait(0, size: 600);
        using var far = near.Resize(default, 0.1, 0.1, InterpolationFlags.Area);
        _people.Write("Ann.png", far);

        await AssertRejected("the face is too small (");
    }

    [Fact]
    public async Task A_face_in_the_dark_is_too_dark()
    {
        using var light = DrawnPeople.Portrait(0);
        using var dark = new Mat();
        light.ConvertTo(dark, -1, 0.2);
        _people.Write("Ann.png", dark);

        await AssertRejected("the face is too dark (mean luma ");
    }

    [Fact]
    public async Task A_text_that_is_named_like_a_photo_is_no_picture()
    {
        _people.Write("Ann.jpg", [.. "This is not a photo."u8]);

        await AssertRejected("the file is not a picture (JPEG, PNG or WebP)");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3000)]
    [InlineData(3000, 1)]
    [InlineData(16, 16)]
    [InlineData(6000, 4)]
    public async Task A_picture_of_any_shape_is_looked_at(int width, int height)
    {
        using var picture = new Mat(height, width, MatType.CV_8UC3, new Scalar(90, 120, 200));
        _people.Write("Nobody.png", picture);

        await AssertRejected("no face was found");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public async Task A_photo_taken_with_the_camera_on_its_side_gives_the_face_that_is_seen(byte orientation)
    {
        using var photo = DrawnPeople.Portrait(0);
        _people.Write("Ann/1.png", photo).Write("Ann/2.jpg", ExifJpeg.Encode(photo, orientation));

        await AssertSameFace();
    }

    [Fact]
    public async Task A_photo_gives_the_same_face_in_any_format_and_size()
    {
        using var photo = DrawnPeople.Portrait(0);
        using var deep = new Mat();
        photo.ConvertTo(deep, MatType.CV_16UC3, 257);
        using var alpha = photo.CvtColor(ColorConversionCodes.BGR2BGRA);
        using var grey = photo.CvtColor(ColorConversionCodes.BGR2GRAY);
        using var large = photo.Resize(new Size(6000, 6000));
        _people.Write("Ann/1.png", photo).Write("Ann/2.png", deep).Write("Ann/3.png", alpha).Write("Ann/4.png", grey)
            .Write("Ann/6.jpg", large)
            .Write("webp/x.webp", photo);
        File.Move(_people.PathOf("webp/x.webp"), _people.PathOf("Ann/5.jpg"));

        await AssertSameFace();
    }

    [Fact]
    public async Task The_same_photo_for_two_people_is_a_warning()
    {
        Put("Ann.png", 0);
        Put("Somebody else.png", 0);

        var conflict = Assert.Single((await rig.EnrolAsReleasedAsync(_people.Folder)).Conflicts);

        Assert.Equal((false, 1f), (conflict.SamePerson, MathF.Round(conflict.Similarity.Value, 3)));
        Assert.Equal(("Ann", "Somebody else"), (conflict.Left.Person.Value, conflict.Right.Person.Value));
    }

    [Fact]
    public async Task Enrolment_stops_between_two_photos()
    {
        Put("Ann.png", 0);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => rig.EnrolAsReleasedAsync(_people.Folder, new CancellationToken(canceled: true)));
    }

    private void Put(string name, int person, int view = 0)
    {
        using var picture = DrawnPeople.Portrait(person, view);
        _people.Write(name, picture);
    }

    private async Task AssertRejected(string reason) =>
        Assert.Single((await rig.EnrolAsReleasedAsync(_people.Folder)).Photos).AssertRejected(reason);

    private async Task AssertSameFace() => (await rig.EnrolAsReleasedAsync(_people.Folder)).Photos.AssertSameFace();
}
