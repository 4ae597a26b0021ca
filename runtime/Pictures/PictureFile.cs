using Analytics.Contracts;
using Analytics.Runtime.Files;
using OpenCvSharp;

namespace Analytics.Runtime.Pictures;

/// <summary>
/// Reads pictures that come from outside: JPEG, PNG and WebP, whatever their names say. Size and wholeness are checked before anything is
/// decoded, and no other decoder ever sees the bytes.
/// </summary>
public static class PictureFile
{
    /// <summary>The largest file that is read.</summary>
    public const long MostBytes = 128L << 20;

    /// <summary>The largest picture that is decoded.</summary>
    public const long MostPixels = 100_000_000;

    /// <summary>
    /// The longer side to which a picture is scaled unless another is asked for: plenty for a face that fills a tenth of it.
    /// </summary>
    public const int LongSide = 4096;

    // What people name pictures, also those of a kind that is not read: such a file is refused by its kind instead of being passed over.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic", ".heif", ".avif", ".jxl",
    };

    private const int LongestSide = ushort.MaxValue;

    // Decoding takes several times the picture itself: large ones wait for each other.
    private const long LargePixels = 20_000_000;
    private static readonly Lock Large = new();

    /// <summary>
    /// Whether a file is named like a picture, which leaves notes and lists aside; what it holds is decided by its bytes.
    /// </summary>
    public static bool IsNamedLikeOne(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <summary>
    /// The bytes of a file that is a JPEG, PNG or WebP, whole and not too large; nothing is decoded. None where it is not.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="fault">Why there are none, as a clause with the remedy: <c>HEIC is not read: convert it to JPEG</c>.</param>
    public static byte[]? TryLoad(string path, out string? fault)
    {
        using var file = RegularFile.TryOpen(path, out fault);
        if (file is null)
        {
            return null;
        }

        try
        {
            var bytes = Load(file, out fault);
            fault ??= FaultOf(PictureHeader.Read(bytes));
            return fault is null ? bytes : null;
        }
        catch (IOException error)
        {
            fault = $"the file cannot be read: {error.Message.TrimEnd('.')}";
            return null;
        }
    }

    /// <summary>The picture of a file; see <see cref="TryDecode"/>.</summary>
    public static Mat? TryRead(string path, out string? fault, int longSide = LongSide) =>
        TryLoad(path, out fault) is { } bytes ? TryDecode(bytes, out fault, longSide) : null;

    /// <summary>The picture of a file; see <see cref="TryDecode"/>.</summary>
    /// <exception cref="FailureException">It cannot be read: says which and why.</exception>
    public static Mat Read(string path, int longSide = LongSide) =>
        TryRead(path, out var fault, longSide) ?? throw new InvalidException($"'{path}' cannot be used: {fault}.");

    /// <summary>
    /// The picture as 8-bit BGR, scaled until no side is longer than <paramref name="longSide"/> and then turned as its EXIF entry asks;
    /// transparency is dropped. None where it cannot be read.
    /// </summary>
    /// <param name="bytes">A whole file.</param>
    /// <param name="fault">Why it cannot be read, as a clause with the remedy.</param>
    /// <param name="longSide">The longest side that is wanted, pixels.</param>
    public static Mat? TryDecode(ReadOnlySpan<byte> bytes, out string? fault, int longSide = LongSide)
    {
        var header = PictureHeader.Read(bytes);
        fault = FaultOf(header);
        if (fault is not null)
        {
            return null;
        }

        var picture = header.Size.Width * (long)header.Size.Height < LargePixels
            ? Decode(bytes, header, longSide) : DecodeLarge(bytes, header, longSide);
        fault = picture is null ? PictureHeader.Damaged : null;
        return picture;
    }

    private static byte[] Load(FileStream file, out string? fault)
    {
        var length = file.Length;
        var begin = new byte[Math.Min(length, PictureKind.Bytes)];
        file.ReadExactly(begin);
        fault = PictureKind.Of(begin) switch
        {
            PictureKind.Jpeg or PictureKind.Png or PictureKind.WebP => length > MostBytes
                ? $"the file has {length >> 20} MiB, at most {MostBytes >> 20}: make the picture smaller" : null,
            { } other => PictureKind.FaultOf(other),
            null => PictureKind.NoPicture,
        };
        if (fault is not null)
        {
            return [];
        }

        var bytes = new byte[length];
        begin.CopyTo(bytes, 0);
        file.ReadExactly(bytes.AsSpan(begin.Length));
        return bytes;
    }

    // That a picture is too large matters more than that its end is missing.
    private static string? FaultOf(PictureHeader header) =>
        Math.Max(header.Size.Width, header.Size.Height) > LongestSide || header.Size.Width * (long)header.Size.Height > MostPixels
            ? $"the picture is too large ({header.Size.Width} × {header.Size.Height} pixels, at most {MostPixels / 1_000_000} megapixels): "
                + "make it smaller"
            : header.Fault;

    private static Mat? DecodeLarge(ReadOnlySpan<byte> bytes, PictureHeader header, int longSide)
    {
        lock (Large)
        {
            return Decode(bytes, header, longSide);
        }
    }

    private static Mat? Decode(ReadOnlySpan<byte> bytes, PictureHeader header, int longSide)
    {
        Mat picture;
        try
        {
            picture = Cv2.ImDecode(bytes, Mode(bytes, header.Size, longSide) | ImreadModes.IgnoreOrientation);
        }
        catch (OpenCVException)
        {
            return null; // what a decoder makes of broken data
        }

        if (picture.Empty())
        {
            picture.Dispose();
            return null;
        }

        Scale(picture, longSide);
        ExifOrientation.Apply(picture, header.Orientation);
        return picture;
    }

    // A JPEG can be decoded at a half, a quarter or an eighth of its sides, without ever being in memory as a whole.
    private static ImreadModes Mode(ReadOnlySpan<byte> bytes, Size size, int longSide) =>
        (PictureKind.Of(bytes) == PictureKind.Jpeg ? Math.Max(size.Width, size.Height) / longSide : 0) switch
        {
            >= 8 => ImreadModes.ReducedColor8,
            >= 4 => ImreadModes.ReducedColor4,
            >= 2 => ImreadModes.ReducedColor2,
            _ => ImreadModes.Color,
        };

    private static void Scale(Mat picture, int longSide)
    {
        var scale = (double)longSide / Math.Max(picture.Cols, picture.Rows);
        if (scale < 1)
        {
            var size = new Size(Math.Max(1, Math.Round(picture.Cols * scale)), Math.Max(1, Math.Round(picture.Rows * scale)));
            Cv2.Resize(picture, picture, size, interpolation: InterpolationFlags.Area);
        }
    }
}
