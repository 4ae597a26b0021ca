using Analytics.Runtime.Pictures;
using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>Reads encoded pictures.</summary>
internal static class PictureDecoder
{
    /// <summary>8-bit BGR, never scaled; empty where the bytes are no picture that is read.</summary>
    public static Mat Decode(byte[] encoded) => PictureFile.TryDecode(encoded, out _, int.MaxValue) ?? new Mat();
}
