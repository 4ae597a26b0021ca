using System.Buffers.Binary;
using OpenCvSharp;

namespace Analytics.Runtime.Pictures;

/// <summary>Walks the chunks of a PNG (ISO/IEC 15948) to its end.</summary>
internal static class PngHeader
{
    private const int Signature = 8;
    private const int ChunkFrame = 12; // length, type and checksum around the data of a chunk
    private const int HeaderBytes = 13;

    public static PictureHeader Read(ReadOnlySpan<byte> bytes)
    {
        var (size, orientation, at) = (default(Size), 1, Signature);
        while (at + ChunkFrame <= bytes.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > bytes.Length - at - ChunkFrame)
            {
                break;
            }

            var type = bytes.Slice(at + 4, 4);
            var data = bytes.Slice(at + 8, (int)length);
            at += ChunkFrame + (int)length;
            if (type.SequenceEqual("IHDR"u8) == (size.Width > 0) || (size.Width == 0 && data.Length != HeaderBytes))
            {
                break; // it comes first, and once
            }

            if (size.Width == 0)
            {
                var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
                if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
                {
                    break;
                }

                size = new Size((int)width, (int)height);
            }
            else if (type.SequenceEqual("acTL"u8))
            {
                return PictureHeader.Refused("an animated PNG is not read: save one picture of it as JPEG");
            }
            else if (type.SequenceEqual("eXIf"u8))
            {
                orientation = ExifOrientation.Read(data);
            }
            else if (type.SequenceEqual("IEND"u8))
            {
                return new PictureHeader(size, orientation, null);
            }
        }

        // The size is reported nevertheless: one that is too large matters more than that the rest is missing.
        return new PictureHeader(size, orientation, PictureHeader.Damaged);
    }
}
