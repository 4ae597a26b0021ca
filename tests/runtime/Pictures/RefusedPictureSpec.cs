using System.Text;
using Analytics.Runtime.Pictures;
using Xunit;
using static Analytics.Tests.Runtime.Pictures.DrawnPictures;

namespace Analytics.Tests.Runtime.Pictures;

/// <summary>Files that are refused, and the reason that is given.</summary>
public sealed class RefusedPictureSpec : IDisposable
{
    private const string Damaged = "the file is damaged or cut off: copy it again, or save it again as JPEG";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(30_000, 30_000)]
    [InlineData(10_000, 10_001)]
    [InlineData(65_536, 1)]
    [InlineData(1, 2_000_000)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_few_bytes_that_promise_too_many_pixels_are_never_decoded(int width, int height)
    {
        var bomb = Png(width, height, colour: 0, bits: 8, new byte[1000]);

        Assert.InRange(bomb.Length, 0, 118);
        Assert.Equal($"the picture is too large ({width} × {height} pixels, at most 100 megapixels): make it smaller", FaultOf(bomb));
        Assert.Equal(FaultOf(bomb), FaultOf(bomb[..40])); // the end is missing as well
    }

    [Fact]
    public void A_JPEG_and_a_WebP_that_promise_too_many_pixels_are_refused_too()
    {
        using var picture = Corners();
        var jpeg = picture.Encoded(".jpg");
        var size = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 5;
        new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }.CopyTo(jpeg, size);
        var webP = WebP(RiffChunk("VP8 ", [0, 0, 0, 0x9D, 0x01, 0x2A, 0xFF, 0x3F, 0xFF, 0x3F]));

        Assert.StartsWith("the picture is too large (65535 × 65535 pixels", FaultOf(jpeg), StringComparison.Ordinal);
        Assert.StartsWith("the picture is too large (16383 × 16383 pixels", FaultOf(webP), StringComparison.Ordinal);
    }

    [Fact]
    public void A_WebP_whose_picture_could_be_one_of_two_is_refused()
    {
        byte[] large = [0x2F, 0xF7, 0x2A, 0xC3, 0x09], small = [0x2F, 0x09, 0x40, 0x02, 0x00], canvas = [0, 0, 0, 0, 9, 0, 0, 9, 0, 0];
        byte[][] files =
        [
            WebP(RiffChunk("VP8Z", small), RiffChunk("VP8L", large)), WebP(RiffChunk("VP8L", small), RiffChunk("VP8L", large)),
            WebP(RiffChunk("VP8X", canvas), RiffChunk("VP8X", canvas), RiffChunk("VP8L", small)),
            WebP(RiffChunk("VP8L", small), RiffChunk("VP8X", canvas)),
        ];

        Assert.StartsWith("the picture is too large", FaultOf(files[0]), StringComparison.Ordinal);
        Assert.All(files[1..], file => Assert.Equal(FaultOf(files[1]), FaultOf(file)));
        Assert.Equal(PictureHeader.Damaged, FaultOf(files[1]));
    }

    [Theory]
    [InlineData(".bmp", "BMP")]
    [InlineData(".tif", "TIFF")]
    [InlineData(".gif", "GIF")]
    [InlineData(".jp2", "JPEG 2000")]
    public void Another_kind_of_picture_is_named_with_what_to_do(string format, string name)
    {
        using var picture = Corners();

        Assert.Equal($"{name} is not read: convert it to JPEG", FaultOf(picture.Encoded(format)));
    }

    [Theory]
    [InlineData("....ftypheic....mif1heic", "HEIC is not read: convert it to JPEG")]
    [InlineData("....ftypmif1....mif1heic", "HEIC is not read: convert it to JPEG")]
    [InlineData("....ftypavif....avifmif1", "AVIF is not read: convert it to JPEG")]
    [InlineData("....ftypmif1....miafavif", "AVIF is not read: convert it to JPEG")]
    [InlineData("....ftypisom....isomavc1", "the file is not a picture (JPEG, PNG or WebP)")]
    [InlineData("8BPS....", "PSD is not read: convert it to JPEG")]
    [InlineData("%PDF-1.7", "PDF is not read: convert it to JPEG")]
    [InlineData("<svg xmlns=", "SVG is not read: convert it to JPEG")]
    public void What_telephones_and_studios_write_is_known_by_its_first_bytes(string begin, string fault)
    {
        var bytes = Encoding.ASCII.GetBytes(begin.PadRight(64));
        bytes[3] = begin[4..].StartsWith("ftyp", StringComparison.Ordinal) ? (byte)24 : bytes[3];
        bytes.AsSpan(0, begin[0] == '.' ? 3 : 0).Clear();

        Assert.Equal(fault, FaultOf(bytes));
    }

    [Fact]
    public void What_is_no_picture_is_none()
    {
        foreach (byte[] content in new byte[][] { [], [0xFF], [0xFF, 0xD8], [.. "not a picture"u8], [.. "<html></html>"u8],
            [.. "RIFF....WAVEfmt "u8] })
        {
            Assert.Equal("the file is not a picture (JPEG, PNG or WebP)", FaultOf(content));
        }
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    public void A_file_that_is_cut_off_anywhere_is_refused(string format)
    {
        using var picture = Corners();
        var whole = picture.Encoded(format);
        for (var length = 12; length < whole.Length; length++)
        {
            Assert.Equal(Damaged, FaultOf(whole[..length]));
        }
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    public void Whatever_bytes_are_changed_there_is_a_picture_or_a_reason(string format)
    {
        using var picture = Corners();
        var whole = picture.Encoded(format);
        var random = new Random(7);
        for (var trial = 0; trial < 300; trial++)
        {
            var changed = whole.ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            using var result = PictureFile.TryDecode(changed, out var fault);
            Assert.Equal(result is null, fault is not null);
        }
    }

    [Fact]
    public void A_JPEG_of_endless_scans_is_refused()
    {
        using var picture = Corners();
        var jpeg = picture.Encoded(".jpg");
        var scan = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] Repeated(int times) => [.. jpeg[..scan], .. Enumerable.Repeat(jpeg[scan..^2], times).SelectMany(bytes => bytes), 0xFF, 0xD9];

        Assert.Equal("the JPEG has more than 64 scans: save it again as JPEG", FaultOf(Repeated(65)));
        Assert.NotEqual("the JPEG has more than 64 scans: save it again as JPEG", FaultOf(Repeated(64)));
    }

    [Theory]
    [InlineData(0xC3)]
    [InlineData(0xC9)]
    public void A_lossless_or_arithmetic_JPEG_is_named(byte frame)
    {
        using var picture = Corners();
        var jpeg = picture.Encoded(".jpg");
        jpeg[jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 1] = frame;

        Assert.Equal(
            "a JPEG of this kind (lossless, arithmetic or of more than 8 bits) is not supported: save it again as JPEG", FaultOf(jpeg));
    }

    [Fact]
    public void A_picture_that_moves_is_refused()
    {
        using var picture = Corners();
        var png = picture.Encoded(".png");
        byte[] moving = [.. png[..33], .. Chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0]), .. png[33..]];
        var webP = WebP(RiffChunk("VP8X", [0x02, 0, 0, 0, 63, 0, 0, 47, 0, 0]), RiffChunk("ANIM", new byte[6]));

        Assert.Equal("an animated PNG is not read: save one picture of it as JPEG", FaultOf(moving));
        Assert.Equal("an animated WebP is not read: save one picture of it as JPEG", FaultOf(webP));
    }

    [Fact]
    public void A_file_that_is_too_long_is_not_loaded()
    {
        using var picture = Corners();
        var path = _folder.File("photo.jpg");
        File.WriteAllBytes(path, picture.Encoded(".jpg"));
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(1L << 40); // takes no room on disk
        }

        Assert.Null(PictureFile.TryLoad(path, out var fault));
        Assert.Equal("the file has 1048576 MiB, at most 128: make the picture smaller", fault);
    }

    private static string? FaultOf(byte[] file)
    {
        using var picture = PictureFile.TryDecode(file, out var fault);
        return fault;
    }
}
