using System.Buffers.Binary;
using OpenCvSharp;

namespace Analytics.Runtime.Pictures;

/// <summary>How a picture was held when it was taken: reads it, and turns the picture upright.</summary>
internal static class ExifOrientation
{
    private const int DirectoryEntry = 12;
    private const ushort Tag = 0x0112;
    private const ushort Short = 3;

    /// <summary>The orientation, 1 to 8, of an EXIF block (TIFF 6.0: a header and a first directory); 1 where it has none.</summary>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        var little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || !(little || tiff.StartsWith("MM\0*"u8)))
        {
            return 1;
        }

        var directory = Whole32(tiff[4..], little);
        if (directory > tiff.Length - 2)
        {
            return 1;
        }

        var entries = tiff[((int)directory + 2)..];
        for (var i = Whole16(tiff[(int)directory..], little); i > 0 && entries.Length >= DirectoryEntry; i--,
            entries = entries[DirectoryEntry..])
        {
            if (Whole16(entries, little) == Tag && Whole16(entries[2..], little) == Short)
            {
                return Whole16(entries[8..], little) is >= 1 and <= 8 and var orientation ? orientation : 1;
            }
        }

        return 1;
    }

    /// <summary>Turns and mirrors a picture as its orientation asks.</summary>
    public static void Apply(Mat picture, int orientation)
    {
        if (orientation is 5 or 7)
        {
            Cv2.Transpose(picture, picture);
        }

        if (orientation is 2 or 4)
        {
            Cv2.Flip(picture, picture, orientation == 2 ? FlipMode.Y : FlipMode.X);
        }
        else if (orientation is 3 or 6 or 7 or 8)
        {
            Cv2.Rotate(picture, picture, orientation switch
            {
                6 => RotateFlags.Rotate90Clockwise,
                8 => RotateFlags.Rotate90Counterclockwise,
                _ => RotateFlags.Rotate180,
            });
        }
    }

    private static ushort Whole16(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);

    private static uint Whole32(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);
}
