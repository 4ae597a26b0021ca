using OpenCvSharp;

namespace Analytics.Tests.People.Photos;

/// <summary>JPEG files as cameras write them: the picture as it lay on the sensor, and an entry that says how to turn it.</summary>
internal static class ExifJpeg
{
    /// <summary>The file that is shown as <paramref name="upright"/> by who honours the orientation, 1 to 8 (TIFF 6.0, tag 274).</summary>
    public static byte[] Encode(Mat upright, byte orientation)
    {
        using var sensor = Undo(upright, orientation);
        Cv2.ImEncode(".jpg", sensor, out var jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, 98));
        var tiff = Block(orientation);
        byte[] segment = [0xFF, 0xE1, 0, (byte)(tiff.Length + 8), .. "Exif\0\0"u8, .. tiff];
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    /// <summary>The EXIF entry itself.</summary>
    public static byte[] Block(byte orientation) =>
    [
        (byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, // little-endian, the directory begins at byte 8
        1, 0, // one entry
        0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, // orientation, one SHORT
        0, 0, 0, 0, // no further directory
    ];

    // The inverse of what a viewer does. 5 to 8 are a quarter turn with or without a mirror.
    private static Mat Undo(Mat upright, byte orientation)
    {
        var sensor = new Mat();
        switch (orientation)
        {
            case 2:
                Cv2.Flip(upright, sensor, FlipMode.Y);
                break;
            case 3:
                Cv2.Rotate(upright, sensor, RotateFlags.Rotate180);
                break;
            case 4:
                Cv2.Flip(upright, sensor, FlipMode.X);
                break;
            case 5:
                Cv2.Transpose(upright, sensor);
                break;
            case 6:
                Cv2.Rotate(upright, sensor, RotateFlags.Rotate90Counterclockwise);
                break;
            case 7:
                Cv2.Transpose(upright, sensor);
                Cv2.Rotate(sensor, sensor, RotateFlags.Rotate180);
                break;
            case 8:
                Cv2.Rotate(upright, sensor, RotateFlags.Rotate90Clockwise);
                break;
            default:
                upright.CopyTo(sensor);
                break;
        }

        return sensor;
    }
}
