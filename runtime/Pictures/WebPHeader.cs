using System.Buffers.Binary;
using OpenCvSharp;

namespace Analytics.Runtime.Pictures;

/// <summary>Walks the chunks of a WebP (RFC 9649) to its end.</summary>
internal static class WebPHeader
{
    private const int FirstChunk = 12;
    private const int ChunkHead = 8;
    private const byte Animation = 0x02;
    private const int SideBits = 14;
    private const int SideMask = (1 << SideBits) - 1;

    public static PictureHeader Read(ReadOnlySpan<byte> bytes)
    {
        var end = 8L + BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        var (canvas, picture, pictures, orientation, at) = (default(Size), default(Size), 0, 1, FirstChunk);
        if (end > bytes.Length)
        {
            return PictureHeader.Refused(PictureHeader.Damaged);
        }

        while (at + ChunkHead <= end)
        {
            var type = bytes.Slice(at, 4);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
            if (length > end - at - ChunkHead)
            {
                return PictureHeader.Refused(PictureHeader.Damaged);
            }

            var isFirst = at == FirstChunk;
            var data = bytes.Slice(at + ChunkHead, (int)length);
            at = (int)Math.Min(end, at + ChunkHead + length + length % 2);
            if (type.SequenceEqual("VP8X"u8))
            {
                if (!isFirst || data.Length < 10)
                {
                    return PictureHeader.Refused(PictureHeader.Damaged); // a decoder may take another one of two
                }

                if ((data[0] & Animation) != 0)
                {
                    return PictureHeader.Refused("an animated WebP is not read: save one picture of it as JPEG");
                }

                canvas = new Size(1 + Whole24(data[4..]), 1 + Whole24(data[7..]));
            }
            else if (type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8))
            {
                picture = type[3] == 'L' ? Lossless(data) : Lossy(data);
                pictures++;
            }
            else if (type.SequenceEqual("EXIF"u8))
            {
                orientation = ExifOrientation.Read(data.StartsWith("Exif\0\0"u8) ? data[6..] : data);
            }
        }

        return pictures != 1 || picture.Width == 0 || picture.Height == 0 || (canvas.Width > 0 && canvas != picture)
            ? PictureHeader.Refused(PictureHeader.Damaged)
            : new PictureHeader(picture, orientation, null);
    }

    // RFC 6386, 9.1: a key frame's tag of three bytes and a start code, then the sides, each with two bits of scaling.
    private static Size Lossy(ReadOnlySpan<byte> data) => data is [_, _, _, 0x9D, 0x01, 0x2A, _, _, _, _, ..]
        ? new Size(BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & SideMask,
            BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & SideMask)
        : default;

    // RFC 9649, 3.4: a signature, then the sides less one.
    private static Size Lossless(ReadOnlySpan<byte> data)
    {
        if (data is not [0x2F, _, _, _, _, ..])
        {
            return default;
        }

        var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
        return new Size(1 + (int)(bits & SideMask), 1 + (int)((bits >> SideBits) & SideMask));
    }

    private static int Whole24(ReadOnlySpan<byte> data) => data[0] | data[1] << 8 | data[2] << 16;
}
