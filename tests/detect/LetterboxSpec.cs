using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Runtime.Models;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Detect;

public sealed class LetterboxSpec
{
    private static readonly ModelInput AnySize = Input(null, null, 32);

    private static readonly Gen<(int Width, int Height, Letterbox Letterbox)> Laid = Gen.Select(
        Gen.Int[1, 8000], Gen.Int[1, 8000], Gen.Int[64, 4096],
        Gen.OneOf(
            Gen.Const(AnySize),
            Gen.Select(Gen.Int[1, 30], Gen.Int[1, 30]).Select((across, down) => Input(32 * across, 32 * down, null))))
        .Select((width, height, longSide, input) => (width, height, Letterbox.For(width, height, input, longSide)));

    [Theory]
    [InlineData(1280, 720, 640, 640, 360, 640, 384)]
    [InlineData(720, 1280, 640, 360, 640, 384, 640)]
    [InlineData(3840, 2160, 1280, 1280, 720, 1280, 736)]
    [InlineData(100, 50, 640, 640, 320, 640, 320)]
    [InlineData(640, 480, 500, 500, 375, 512, 384)]
    public void A_model_of_any_size_is_given_no_more_than_it_needs(
        int width, int height, int longSide, int contentWidth, int contentHeight, int inputWidth, int inputHeight)
    {
        var letterbox = Letterbox.For(width, height, AnySize, longSide);

        Assert.Equal((contentWidth, contentHeight), (letterbox.ContentWidth, letterbox.ContentHeight));
        Assert.Equal((inputWidth, inputHeight), (letterbox.InputWidth, letterbox.InputHeight));
    }

    [Theory]
    [InlineData(1280, 720, 640, 640, 360)]
    [InlineData(720, 1280, 640, 360, 640)]
    [InlineData(1280, 720, 320, 320, 180)]
    [InlineData(1280, 720, 4096, 640, 360)]
    public void A_fixed_model_keeps_its_size_and_the_picture_fits(int width, int height, int longSide, int contentWidth, int contentHeight)
    {
        var letterbox = Letterbox.For(width, height, Input(640, 640, null), longSide);

        Assert.Equal((640, 640), (letterbox.InputWidth, letterbox.InputHeight));
        Assert.Equal((contentWidth, contentHeight), (letterbox.ContentWidth, letterbox.ContentHeight));
    }

    [Fact]
    public void There_and_back_is_the_same_place() => Gen.Select(Laid, Gen.Float[-1, 2], Gen.Float[-1, 2]).Sample((laid, across, down) =>
    {
        var picture = new Point2(across * laid.Width, down * laid.Height);

        var back = laid.Letterbox.ToPicture(laid.Letterbox.ToInput(picture));

        Assert.Equal(picture.X, back.X, 0.01f);
        Assert.Equal(picture.Y, back.Y, 0.01f);
    });

    [Fact]
    public void The_content_fits_and_ends_where_the_picture_does() => Laid.Sample(laid =>
    {
        var (width, height, letterbox) = laid;
        var corner = letterbox.ToInput(new Point2(width, height));

        Assert.Equal(0, letterbox.InputWidth % 32 + letterbox.InputHeight % 32);
        Assert.InRange(letterbox.ContentWidth, 1, letterbox.InputWidth);
        Assert.InRange(letterbox.ContentHeight, 1, letterbox.InputHeight);
        Assert.Equal(letterbox.ContentWidth, corner.X, 0.01f);
        Assert.Equal(letterbox.ContentHeight, corner.Y, 0.01f);
    });

    [Fact]
    public void The_aspect_is_kept_to_a_pixel() => Laid.Sample(laid =>
    {
        var (width, height, letterbox) = laid;
        var scale = Math.Max((double)letterbox.ContentWidth / width, (double)letterbox.ContentHeight / height);

        Assert.True(Math.Abs(letterbox.ContentWidth - width * scale) < 1 || Math.Abs(letterbox.ContentHeight - height * scale) < 1);
    });

    [Fact]
    public void A_box_goes_back_as_its_corners_do() => Laid.Sample(laid =>
    {
        var box = laid.Letterbox.ToPicture(Box.FromEdges(8, 16, 40, 56));
        var (corner, end) = (laid.Letterbox.ToPicture(new Point2(8, 16)), laid.Letterbox.ToPicture(new Point2(40, 56)));

        Assert.Equal((corner.X, corner.Y), (box.X, box.Y));
        Assert.Equal(end.X, box.Right, box.Right * 1e-5f);
        Assert.Equal(end.Y, box.Bottom, box.Bottom * 1e-5f);
    });

    [Theory]
    [InlineData(0, 720, 640)]
    [InlineData(1280, -1, 640)]
    [InlineData(1280, 720, 0)]
    public void A_picture_without_pixels_is_refused(int width, int height, int longSide) =>
        Assert.Throws<ArgumentException>(() => Letterbox.For(width, height, AnySize, longSide));

    private static ModelInput Input(int? width, int? height, int? multipleOf) => new()
    {
        Layout = TensorLayout.Nchw,
        Width = width,
        Height = height,
        MultipleOf = multipleOf,
        Colour = ColourOrder.Bgr,
        Mean = [0, 0, 0],
        Scale = [1, 1, 1],
    };
}
