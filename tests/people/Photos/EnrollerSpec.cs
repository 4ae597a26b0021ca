using Analytics.People.Photos;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.People.Photos;

/// <summary>Real photos through real models, which the numbers are of; settings are the default ones.</summary>
[Collection(nameof(EnrolRig))]
public sealed class EnrollerSpec(EnrolRig rig) : IDisposable
{
    private static readonly (string Photo, string Reason)[] UnfitPhotos =
    [
        ("inspireface/crop/no_face.png", "no face was found"),
        ("inspireface/bulk/view.jpg", "no face was found"),
        ("compreface_samples/017_0.jpg", "no face was found"),
        ("compreface_samples/012_4.jpg", "there are several faces (4): cut out the one that is meant"),
        ("face_recognition/examples/two_people.jpg", "there are several faces (2): cut out the one that is meant"),
        ("spoof_samples/inspireface_real.jpg", "the face is too small (25 pixels, at least 40)"),
        ("inspireface/pose/left_face.jpeg", "the face is turned away (yaw -0.59, "),
        ("inspireface/pose/right_face.png", "the face is turned away (yaw 0.61, "),
        ("inspireface/bulk/r90.jpg", "the photo is not upright: turn it by 90° counterclockwise"),
        ("inspireface/bulk/r180.jpg", "the photo is not upright: turn it by 180°"),
        ("inspireface/bulk/r270.jpg", "the photo is not upright: turn it by 90° clockwise"),
    ];

    /// <summary>Photos with the reason why they will not do; one stands for all where they are not here.</summary>
    public static TheoryData<string, string> Unfit =>
        new(UnfitPhotos.Take(TestData.IsThere ? UnfitPhotos.Length : 1)
            .Select(unfit => new TheoryDataRow<string, string>(unfit.Photo, unfit.Reason)));

    private const string Obama = "face_recognition/examples/obama.jpg"; // a face of 243 pixels
    private const string Obama2 = "face_recognition/examples/obama2.jpg";
    private const string Biden = "face_recognition/examples/biden.jpg";
    private readonly PhotoSet _people = new();

    public void Dispose() => _people.Dispose();

    [Fact]
    public async Task Every_friend_is_enrolled_and_none_looks_like_another()
    {
        var enrolment = await rig.EnrolAsync(TestData.Path("photos/friends_gallery"));

        Assert.All(enrolment.Photos, photo => Assert.Null(photo.Fault));
        Assert.Equal(
            ["Chandler", "Joey", "Monica", "Phoebe", "Rachel", "Ross"], enrolment.Photos.Select(photo => photo.Photo.Person.Value));
        Assert.Empty(enrolment.Conflicts);
    }

    [Fact]
    public async Task People_with_several_photos_are_enrolled_from_all_of_them()
    {
        var enrolment = await rig.EnrolAsync(TestData.Path("photos/face_recognition/examples/knn_examples/train"));

        Assert.Equal((4, 8, 8), (enrolment.People, enrolment.Photos.Count, enrolment.Accepted.Count()));
        Assert.Empty(enrolment.Conflicts);
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task A_photo_that_will_not_do_is_rejected_with_its_reason(string photo, string reason)
    {
        _people.Copy("Somebody.jpg", photo);

        await AssertRejected(reason);
    }

    [Fact]
    public async Task A_face_that_is_too_far_away_is_too_small()
    {
        using var far = Changed(Obama, (photo, target) => Cv2.Resize(photo, target, default, 0.12, 0.12, InterpolationFlags.Area));
        _people.Write("Obama.png", far);

        await AssertRejected("the face is too small (29 pixels, at least 40)");
    }

    [Fact]
    public async Task A_face_out_of_focus_is_too_blurred()
    {
        using var blurred = Changed(Obama, (photo, target) => Cv2.GaussianBlur(photo, target, default, 15));
        _people.Write("Obama.png", blurred);

        await AssertRejected("the face is too blurred (sharpness 0.0");
    }

    [Fact]
    public async Task A_face_in_the_dark_is_too_dark()
    {
        using var dark = Changed(Obama, (photo, target) => photo.ConvertTo(target, -1, 0.15));
        _people.Write("Obama.png", dark);

        await AssertRejected("the face is too dark (mean luma 2");
    }

    [Fact]
    public async Task Faces_in_the_background_are_not_several_people()
    {
        _people.Copy("Biden.jpg", "face_recognition/examples/knn_examples/train/biden/biden2.jpg"); // with three faces

        Assert.Null((await EnrolOneAsync()).Fault);
    }

    [Fact]
    public async Task A_PNG_of_32_bits_is_a_photo_like_any_other()
    {
        _people.Copy("Obama/1.png", "face_recognition/test_images/32bit.png").Copy("Obama/2.jpg", Obama2);

        await AssertSameFace();
    }

    [Fact]
    public async Task The_same_photo_for_two_people_is_a_warning()
    {
        _people.Copy("Barack.jpg", Obama).Copy("Somebody else.jpg", Obama);

        var conflict = Assert.Single((await rig.EnrolAsync(_people.Folder)).Conflicts);

        Assert.Equal((false, 1f), (conflict.SamePerson, MathF.Round(conflict.Similarity.Value, 3)));
        Assert.Equal(("Barack", "Somebody else"), (conflict.Left.Person.Value, conflict.Right.Person.Value));
    }

    [Fact]
    public async Task A_person_with_a_photo_of_somebody_else_is_a_warning_for_each_pair()
    {
        _people.Copy("Obama/1.jpg", Obama).Copy("Obama/2.jpg", Obama2).Copy("Obama/3.jpg", Biden);

        var conflicts = (await rig.EnrolAsync(_people.Folder)).Conflicts;

        Assert.Equal(2, conflicts.Count);
        Assert.All(conflicts,
            conflict => Assert.True(conflict.SamePerson && conflict.Right.Path.EndsWith("3.jpg", StringComparison.Ordinal)));
    }

    private static Mat Changed(string photo, Action<Mat, Mat> change)
    {
        using var read = TestPhoto.Read(photo);
        var changed = new Mat();
        change(read, changed);
        return changed;
    }

    private async Task<PhotoVerdict> EnrolOneAsync() => Assert.Single((await rig.EnrolAsync(_people.Folder)).Photos);

    private async Task AssertRejected(string reason) => (await EnrolOneAsync()).AssertRejected(reason);

    private async Task AssertSameFace() => (await rig.EnrolAsync(_people.Folder)).Photos.AssertSameFace();
}
