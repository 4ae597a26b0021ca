using Analytics.Contracts;
using Analytics.People.Photos;
using Xunit;

namespace Analytics.Tests.People.Photos;

public sealed class PhotoFaultSpec
{
    private static readonly QualityOptions Options = new();
    private static readonly FaceQuality Good = new(
        1, Size: 120, Yaw: 0.1f, Pitch: 0.1f, Roll: 30, Sharpness: 0.5f, Brightness: 120, Confidence: 0.9f);

    [Fact]
    public void A_good_photo_has_none() => Assert.Null(PhotoFault.Of(Good, Options));

    [Fact]
    public void A_photo_just_good_enough_has_none() => Assert.Null(PhotoFault.Of(
        Good with { Size = 40, Yaw = -0.54f, Pitch = 0.54f, Sharpness = 0.101f, Brightness = 35 }, Options));

    [Fact]
    public void Each_fault_is_named_with_what_was_measured_and_what_is_wanted()
    {
        Assert.Equal("the face is too small (24 pixels, at least 40)", PhotoFault.Of(Good with { Size = 24 }, Options));
        Assert.Equal("the face is too dark (mean luma 12 of 255, at least 35)", PhotoFault.Of(Good with { Brightness = 12 }, Options));
        Assert.Equal("the face is too blurred (sharpness 0.05, at least 0.10)", PhotoFault.Of(Good with { Sharpness = 0.05f }, Options));
        Assert.Equal("the face is turned away (yaw -0.70, pitch 0.10, at most ±0.55)", PhotoFault.Of(Good with { Yaw = -0.7f }, Options));
        Assert.Equal("the face is turned away (yaw 0.10, pitch 0.80, at most ±0.55)", PhotoFault.Of(Good with { Pitch = 0.8f }, Options));
    }

    [Fact]
    public void Of_several_the_one_that_explains_the_others_is_named()
    {
        var poor = Good with { Size = 20, Brightness = 10, Sharpness = 0.01f, Yaw = 0.9f };

        Assert.Contains("too small", PhotoFault.Of(poor, Options), StringComparison.Ordinal);
        Assert.Contains("too dark", PhotoFault.Of(poor with { Size = 100 }, Options), StringComparison.Ordinal);
        Assert.Contains("too blurred", PhotoFault.Of(poor with { Size = 100, Brightness = 100 }, Options), StringComparison.Ordinal);
    }

    [Fact]
    public void The_options_say_what_is_good_enough() =>
        Assert.Contains("at least 200", PhotoFault.Of(Good, Options with { MinPhotoPixels = 200 }), StringComparison.Ordinal);
}
