using Analytics.Contracts;
using Analytics.Runtime.Pictures;
using Analytics.Tests.People.Photos;
using OpenCvSharp;
using Xunit;
using static Analytics.Tests.Runtime.Pictures.DrawnPictures;

namespace Analytics.Tests.Runtime.Pictures;

/// <summary>Pictures that are read, and what becomes of them.</summary>
public sealed class PictureFileSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_photo_is_turned_and_mirrored_as_its_EXIF_entry_asks(byte orientation)
    {
        using var upright = Corners();

        using var read = Decoded(ExifJpeg.Encode(upright, orientation));

        AssertAlike(upright, read, tolerance: 40);
    }

    [Fact]
    public void PNG_and_WebP_are_turned_as_their_EXIF_entries_ask()
    {
        using var upright = Corners();
        using var sensor = new Mat();
        Cv2.Rotate(upright, sensor, RotateFlags.Rotate90Counterclockwise);
        var (png, webP) = (sensor.Encoded(".png"), sensor.Encoded(".webp", new ImageEncodingParam(ImwriteFlags.WebPQuality, 101)));

        using var fromPng = Decoded([.. png[..33], .. Chunk("eXIf", ExifJpeg.Block(6)), .. png[33..]]);
        using var fromWebP = Decoded(WebP(webP[12..], RiffChunk("EXIF", ExifJpeg.Block(6))));

        AssertAlike(upright, fromPng, tolerance: 0);
        AssertAlike(upright, fromWebP, tolerance: 0);
    }

    [Theory]
    [InlineData(".png", "photo.jpg")]
    [InlineData(".webp", "photo.jpg")]
    [InlineData(".jpg", "photo.png")]
    [InlineData(".jpg", "photo.heic")]
    public void The_bytes_say_what_a_photo_is_not_its_name(string format, string name)
    {
        using var picture = Corners();
        File.WriteAllBytes(_folder.File(name), picture.Encoded(format));

        using var read = PictureFile.Read(_folder.File(name));

        AssertAlike(picture, read, tolerance: 40);
    }

    [Fact]
    public void Every_kind_of_PNG_becomes_8_bit_colour()
    {
        using var colour = Corners();
        using var grey = colour.CvtColor(ColorConversionCodes.BGR2GRAY);
        using var alpha = colour.CvtColor(ColorConversionCodes.BGR2BGRA);
        using var deep = new Mat();
        using var deepGrey = new Mat();
        colour.ConvertTo(deep, MatType.CV_16UC3, 257);
        grey.ConvertTo(deepGrey, MatType.CV_16UC1, 257);
        using var greyColour = grey.CvtColor(ColorConversionCodes.GRAY2BGR);
        foreach (var (picture, expected) in new[] { (grey, greyColour), (alpha, colour), (deep, colour), (deepGrey, greyColour) })
        {
            using var read = Decoded(picture.Encoded(".png"));

            AssertAlike(expected, read, tolerance: 1);
        }
    }

    [Fact]
    public void A_PNG_of_grey_and_alpha_keeps_its_grey()
    {
        using var read = Decoded(Png(2, 1, colour: 4, bits: 8, [0, 40, 255, 200, 0])); // one opaque pixel, one transparent

        Assert.Equal((new Vec3b(40, 40, 40), new Vec3b(200, 200, 200)), (read.At<Vec3b>(0, 0), read.At<Vec3b>(0, 1)));
    }

    [Theory]
    [InlineData(0, 255, 255, 255, 255, 255, 0)] // cyan; such files hold how much light is left
    [InlineData(255, 255, 0, 255, 0, 255, 255)] // yellow
    [InlineData(255, 255, 255, 0, 0, 0, 0)] // black
    public void A_JPEG_for_print_has_the_colours_of_its_inks(
        byte cyan, byte magenta, byte yellow, byte key, byte blue, byte green, byte red)
    {
        using var read = Decoded(PrintJpeg(cyan, magenta, yellow, key));

        var pixel = read.At<Vec3b>(4, 4);
        Assert.Equal((8, 8), (read.Cols, read.Rows));
        Assert.InRange(pixel.Item0, blue - 3, blue + 3);
        Assert.InRange(pixel.Item1, green - 3, green + 3);
        Assert.InRange(pixel.Item2, red - 3, red + 3);
    }

    [Theory]
    [InlineData("Zoë Kravitz.png")]
    [InlineData("王芳.png")]
    [InlineData("Name with spaces & 'quotes'.png")]
    [InlineData("Ænima 😀.png")]
    public void Any_name_can_be_read(string name)
    {
        using var picture = Corners();
        File.WriteAllBytes(_folder.File(name), picture.Encoded(".png"));

        using var read = PictureFile.Read(_folder.File(name));

        AssertAlike(picture, read, tolerance: 0);
    }

    [Theory]
    [InlineData(".jpg", 30)]
    [InlineData(".jpg", 100)]
    [InlineData(".png", 100)]
    [InlineData(".webp", 100)]
    public void A_picture_that_is_larger_than_asked_is_scaled_and_keeps_its_shape(string format, int longSide)
    {
        using var picture = Corners(scale: 8);

        using var read = Decoded(picture.Encoded(format), longSide);

        Assert.Equal((longSide, (int)Math.Round(longSide * 0.75)), (read.Cols, read.Rows));
        using var expected = picture.Resize(read.Size(), interpolation: InterpolationFlags.Area);
        Assert.InRange(Cv2.Norm(expected, read, NormTypes.L1) / (read.Rows * read.Cols * 3), 0, 6);
    }

    [Fact]
    public void A_picture_on_its_side_is_scaled_by_its_longer_side_and_then_turned()
    {
        using var upright = Corners(scale: 8);

        using var read = Decoded(ExifJpeg.Encode(upright, 6), longSide: 64);

        using var expected = Corners();
        AssertAlike(expected, read, tolerance: 40);
    }

    [Fact]
    public void A_progressive_JPEG_and_one_with_large_notes_are_photos_like_any_other()
    {
        using var picture = Corners();
        var progressive = picture.Encoded(".jpg", new ImageEncodingParam(ImwriteFlags.JpegProgressive, 1));
        var notes = Enumerable.Repeat(Segment(0xE2, [.. "ICC_PROFILE\0"u8, .. new byte[65_000]]), 100).SelectMany(segment => segment);
        var profile = Chunk("iCCP", [.. "huge\0\0"u8, .. Deflated(new byte[64 << 20])]);
        var png = picture.Encoded(".png");
        foreach (var file in new[] { progressive, [.. progressive[..2], .. notes, .. progressive[2..]],
            [.. png[..33], .. profile, .. png[33..]] })
        {
            using var read = Decoded(file);

            AssertAlike(picture, read, tolerance: 40);
        }
    }

    [Fact]
    public void What_follows_the_end_of_a_JPEG_is_passed_over()
    {
        using var picture = Corners();

        using var read = Decoded([.. picture.Encoded(".jpg"), .. "a film of a second, as some telephones append"u8]);

        AssertAlike(picture, read, tolerance: 40);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named_with_the_reason()
    {
        var path = _folder.File("missing.jpg");

        var error = Assert.ThrowsAny<FailureException>(() => PictureFile.Read(path));

        Assert.Equal($"'{path}' cannot be used: the file cannot be read: No such file or directory.", error.Message);
    }

    private static Mat Decoded(byte[] file, int longSide = PictureFile.LongSide)
    {
        var picture = PictureFile.TryDecode(file, out var fault, longSide);
        Assert.True(picture is not null, fault);
        return picture;
    }

    private static void AssertAlike(Mat expected, Mat read, double tolerance)
    {
        Assert.Equal((expected.Size(), MatType.CV_8UC3), (read.Size(), read.Type()));
        foreach (var (x, y) in new[] { (8, 6), (56, 6), (8, 42), (56, 42) })
        {
            var (one, other) = (expected.At<Vec3b>(y, x), read.At<Vec3b>(y, x));
            Assert.InRange(other.Item0, one.Item0 - tolerance, one.Item0 + tolerance);
            Assert.InRange(other.Item1, one.Item1 - tolerance, one.Item1 + tolerance);
            Assert.InRange(other.Item2, one.Item2 - tolerance, one.Item2 + tolerance);
        }
    }
}
