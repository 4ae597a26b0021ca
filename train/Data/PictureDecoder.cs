using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>Reads encoded pictures.</summary>
internal static class PictureDecoder
{
    /// <summary>8-bit BGR; empty where the bytes are no picture.</summary>
    public static Mat Decode(byte[] encoded) => encoded.Length == 0 ? new Mat() : Cv2.ImDecode(encoded, ImreadModes.Color);
}
