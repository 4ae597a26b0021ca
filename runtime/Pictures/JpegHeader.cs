using System.Buffers.Binary;
using OpenCvSharp;
using Range = System.Range;

namespace Analytics.Runtime.Pictures;

/// <summary>Walks the segments of a JPEG (ITU-T T.81, annex B) to its end.</summary>
internal static class JpegHeader
{
    // Files of a dozen scans are common. Each scan goes over the whole picture, however few bytes it has itself.
    private const int MostScans = 64;

    private const int BytesPerSize = 8; // precision, height, width, components and what follows
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App1 = 0xE1;

    public static PictureHeader Read(ReadOnlySpan<byte> bytes)
    {
        var (size, orientation, scans, at) = (default(Size), 0, 0, 2);
        while (NextMarker(bytes, ref at) is { } marker)
        {
            if (marker == EndOfImage)
            {
                return scans > 0 ? new PictureHeader(size, Math.Max(1, orientation), null) : PictureHeader.Refused(PictureHeader.Damaged);
            }

            if (HasNoBody(marker))
            {
                continue;
            }

            if (Body(bytes, at) is not { } range)
            {
                break;
            }

            var body = bytes[range];
            at = range.End.Value;
            if (marker == App1 && orientation == 0 && body.StartsWith("Exif\0\0"u8))
            {
                orientation = ExifOrientation.Read(body[6..]);
            }
            else if (IsFrame(marker))
            {
                if (Fault(marker, body, size) is { } fault)
                {
                    return PictureHeader.Refused(fault);
                }

                size = new Size(BinaryPrimitives.ReadUInt16BigEndian(body[3..]), BinaryPrimitives.ReadUInt16BigEndian(body[1..]));
            }
            else if (marker == StartOfScan && (size.Width == 0 || ++scans > MostScans))
            {
                return PictureHeader.Refused(
                    size.Width == 0 ? PictureHeader.Damaged : $"the JPEG has more than {MostScans} scans: save it again as JPEG");
            }
        }

        return PictureHeader.Refused(PictureHeader.Damaged);
    }

    // SOF0 to SOF15, less DHT, JPG and DAC, which lie among them.
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    // TEM, RST0 to RST7 and SOI.
    private static bool HasNoBody(byte marker) => marker is 0x01 or (>= 0xD0 and <= 0xD8);

    private static string? Fault(byte marker, ReadOnlySpan<byte> body, Size before) => body switch
    {
        _ when body.Length < BytesPerSize || before.Width > 0 => PictureHeader.Damaged,
        _ when marker > 0xC2 || body[0] != 8 =>
            "a JPEG of this kind (lossless, arithmetic or of more than 8 bits) is not supported: save it again as JPEG",
        [_, 0, 0, ..] or [_, _, _, 0, 0, ..] => PictureHeader.Damaged,
        _ => null,
    };

    // Where the bytes of a segment lie; none where the file ends before them.
    private static Range? Body(ReadOnlySpan<byte> bytes, int at)
    {
        if (at + 2 > bytes.Length)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        return length < 2 || at + length > bytes.Length ? null : new Range(at + 2, at + length);
    }

    // The next byte other than 0 and FF after an FF: in the data of a scan FF 00 stands for FF, and FF may be repeated before a marker.
    private static byte? NextMarker(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at < bytes.Length && bytes[at..].IndexOf((byte)0xFF) is >= 0 and var skipped)
        {
            at += skipped + 1;
            if (at < bytes.Length && bytes[at] is not (0 or 0xFF))
            {
                return bytes[at++];
            }
        }

        return null;
    }
}
