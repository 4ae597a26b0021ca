using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using OpenCvSharp;

namespace Analytics.Tests.Runtime.Pictures;

/// <summary>Files of pictures that specs make themselves, down to their bytes.</summary>
internal static class DrawnPictures
{
    /// <summary>Four corners of four colours, on a picture that is not square: no turn of it looks like another.</summary>
    public static Mat Corners(int scale = 1)
    {
        var picture = new Mat(48 * scale, 64 * scale, MatType.CV_8UC3, new Scalar(200, 200, 200));
        picture[0, 24 * scale, 0, 32 * scale].SetTo(new Scalar(220, 40, 30));
        picture[0, 24 * scale, 32 * scale, 64 * scale].SetTo(new Scalar(30, 200, 60));
        picture[24 * scale, 48 * scale, 0, 32 * scale].SetTo(new Scalar(40, 30, 210));
        return picture;
    }

    /// <summary>A file in the format of an extension.</summary>
    public static byte[] Encoded(this Mat picture, string extension, params ImageEncodingParam[] options)
    {
        Cv2.ImEncode(extension, picture, out var bytes, options);
        return bytes;
    }

    /// <summary>A PNG (ISO/IEC 15948) with a header of any promise.</summary>
    /// <param name="width">Pixels across, as the header says.</param>
    /// <param name="height">Pixels down, as the header says.</param>
    /// <param name="colour">The colour type: 0 grey, 2 RGB, 4 grey with alpha, 6 RGB with alpha.</param>
    /// <param name="bits">Of a sample.</param>
    /// <param name="lines">The pixels as they are compressed, each line with its filter before it; may be anything.</param>
    /// <param name="chunks">Between the header and the pixels.</param>
    public static byte[] Png(int width, int height, byte colour, byte bits, byte[] lines, params byte[][] chunks)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bits, colour);
        return [137, 80, 78, 71, 13, 10, 26, 10, .. Chunk("IHDR", header), .. chunks.SelectMany(chunk => chunk),
            .. Chunk("IDAT", Deflated(lines)), .. Chunk("IEND", [])];
    }

    /// <summary>A chunk of a PNG.</summary>
    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
        return [.. BigEndian((uint)data.Length), .. named, .. BigEndian(Crc32.HashToUInt32(named))];
    }

    /// <summary>Compressed as PNG has it (RFC 1950).</summary>
    public static byte[] Deflated(byte[] data)
    {
        using var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return memory.ToArray();
    }

    /// <summary>A chunk of a WebP (RFC 9649).</summary>
    public static byte[] RiffChunk(string type, byte[] data) =>
        [.. Encoding.ASCII.GetBytes(type), .. LittleEndian((uint)data.Length), .. data, .. new byte[data.Length % 2]];

    /// <summary>A WebP of chunks.</summary>
    public static byte[] WebP(params byte[][] chunks)
    {
        byte[] body = [.. "WEBP"u8, .. chunks.SelectMany(chunk => chunk)];
        return [.. "RIFF"u8, .. LittleEndian((uint)body.Length), .. body];
    }

    /// <summary>A baseline JPEG (ITU-T T.81) of 8 × 8 pixels of one colour in four components, as programs for print write it.</summary>
    public static byte[] PrintJpeg(params byte[] components)
    {
        var bits = new StringBuilder();
        foreach (var sample in components)
        {
            // The mean of a block is its first coefficient, in eighths: the table of quantisation has 8 there.
            var value = sample - 128;
            var length = value == 0 ? 0 : 32 - int.LeadingZeroCount(Math.Abs(value));
            bits.Append(Convert.ToString(length, 2).PadLeft(4, '0'));
            bits.Append(length == 0 ? "" : Convert.ToString(value > 0 ? value : value + (1 << length) - 1, 2).PadLeft(length, '0'));
            bits.Append('0'); // end of block
        }

        var padded = bits.ToString().PadRight((bits.Length + 7) / 8 * 8, '1');
        var data = Enumerable.Range(0, padded.Length / 8).Select(i => Convert.ToByte(padded.Substring(8 * i, 8), 2))
            .SelectMany(value => value == 0xFF ? new byte[] { 0xFF, 0 } : [value]);
        byte[] lengthsOfFour = [0, 0, 0, 12, .. new byte[12]];
        byte[] lengthsOfOne = [1, .. new byte[15]];
        return
        [
            0xFF, 0xD8, .. Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]), .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]),
            .. Segment(0xC0, [8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]),
            .. Segment(0xC4, [0x00, .. lengthsOfFour, .. Enumerable.Range(0, 12).Select(i => (byte)i)]),
                .. Segment(0xC4, [0x10, .. lengthsOfOne, 0]),
            .. Segment(0xDA, [4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]), .. data, 0xFF, 0xD9,
        ];
    }

    /// <summary>A segment of a JPEG.</summary>
    public static byte[] Segment(byte marker, byte[] body) =>
        [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

    private static byte[] BigEndian(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] LittleEndian(uint value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
}
