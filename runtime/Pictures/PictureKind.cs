using System.Buffers.Binary;

namespace Analytics.Runtime.Pictures;

/// <summary>Recognises what a file is by its first bytes: the kinds that are read, and those that people take for pictures.</summary>
internal static class PictureKind
{
    public const string Jpeg = "JPEG";
    public const string Png = "PNG";
    public const string WebP = "WebP";

    /// <summary>How many first bytes are looked at.</summary>
    public const int Bytes = 32;

    /// <summary>Why a file of no known kind is refused.</summary>
    public const string NoPicture = "the file is not a picture (JPEG, PNG or WebP)";

    private static readonly string[] AvifBrands = ["avif", "avis"];
    private static readonly string[] HeifBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "heif", "mif1", "msf1"];

    /// <summary>The name of the kind; none where it is unknown.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Png,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebP,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "GIF",
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => "BMP",
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => "TIFF",
        [0, 0, 0, 12, (byte)'j', (byte)'P', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => "JPEG 2000",
        [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] or [0xFF, 0x0A, ..] => "JPEG XL",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => "PSD",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "PDF",
        [(byte)'<', (byte)'s', (byte)'v', (byte)'g', ..] => "SVG",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => OfMediaFile(bytes),
        _ => null,
    };

    /// <summary>Why a kind other than JPEG, PNG and WebP is refused.</summary>
    public static string FaultOf(string kind) => $"{kind} is not read: convert it to JPEG";

    // ISO/IEC 14496-12: the major brand, a version, then the brands that a reader may go by as well.
    private static string? OfMediaFile(ReadOnlySpan<byte> bytes)
    {
        var end = Math.Min(bytes.Length, (int)Math.Min(Bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes)));
        var isHeif = false;
        for (var at = 8; at + 4 <= end; at += at == 8 ? 8 : 4)
        {
            var brand = System.Text.Encoding.Latin1.GetString(bytes.Slice(at, 4));
            if (AvifBrands.Contains(brand))
            {
                return "AVIF";
            }

            isHeif |= HeifBrands.Contains(brand);
        }

        return isHeif ? "HEIC" : null;
    }
}
