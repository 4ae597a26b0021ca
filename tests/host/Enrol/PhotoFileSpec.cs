using System.Buffers.Binary;
using Analytics.Host.Enrol;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Host.Enrol;

public sealed class PhotoFileSpec : IDisposable
{
    private readonly People _people = new();

    public void Dispose() => _people.Dispose();

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
        _people.Write("photo.jpg", ExifJpeg.Encode(upright, orientation));

        using var read = PhotoFile.Read(_people.PathOf("photo.jpg"));

        AssertAlike(upright, read, tolerance: 40);
    }

    [Theory]
    [InlineData("photo.png", "photo.jpg")]
    [InlineData("photo.webp", "photo.jpg")]
    [InlineData("photo.jpg", "photo.png")]
    [InlineData("photo.bmp", "photo.jpeg")]
    [InlineData("photo.tif", "photo.jpg")]
    public void The_bytes_say_what_a_photo_is_not_its_name(string written, string renamed)
    {
        using var picture = Corners();
        _people.Write(written, picture);
        File.Move(_people.PathOf(written), _people.PathOf(renamed), overwrite: true);

        using var read = PhotoFile.Read(_people.PathOf(renamed));

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
            using var read = PhotoFile.Read(_people.Write("photo.png", picture).PathOf("photo.png"));

            AssertAlike(expected, read, tolerance: 1);
        }
    }

    [Theory]
    [InlineData("Zoë Kravitz.png")]
    [InlineData("王芳.png")]
    [InlineData("Name with spaces & 'quotes'.png")]
    [InlineData("Ænima/😀.png")]
    public void Any_name_can_be_read(string name)
    {
        using var picture = Corners();
        Cv2.ImEncode(".png", picture, out var png);

        using var read = PhotoFile.Read(_people.Write(name, png).PathOf(name));

        AssertAlike(picture, read, tolerance: 0);
    }

    [Fact]
    public void What_is_no_picture_is_none()
    {
        using var picture = Corners();
        Cv2.ImEncode(".jpg", picture, out var jpeg);
        foreach (byte[] content in new byte[][] { [], [0xFF], jpeg[..2], [.. "not a picture"u8], [.. "<html></html>"u8], EnormousPng() })
        {
            Assert.Null(PhotoFile.Read(_people.Write("photo.jpg", content).PathOf("photo.jpg")));
        }
    }

    // A header that promises 90,000 × 90,000 pixels, and nothing else.
    private static byte[] EnormousPng()
    {
        byte[] header = [.. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 90_000);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), 90_000);
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32(header));
        return [137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, .. header, .. checksum];
    }

    // The checksum of PNG (ISO/IEC 15948, annex D).
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
        }

        return ~crc;
    }

    // Four corners of four colours, on a picture that is not square: no turn of it looks like another.
    private static Mat Corners()
    {
        var picture = new Mat(48, 64, MatType.CV_8UC3, new Scalar(200, 200, 200));
        picture[0, 24, 0, 32].SetTo(new Scalar(220, 40, 30));
        picture[0, 24, 32, 64].SetTo(new Scalar(30, 200, 60));
        picture[24, 48, 0, 32].SetTo(new Scalar(40, 30, 210));
        return picture;
    }

    private static void AssertAlike(Mat expected, Mat? read, double tolerance)
    {
        Assert.NotNull(read);
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
