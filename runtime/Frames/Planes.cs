using System.Runtime.InteropServices;
using OpenCvSharp;

namespace Analytics.Runtime.Frames;

/// <summary>A picture as it comes from the decoder: planar YUV 4:2:0.</summary>
/// <param name="size">In pixels; both sides even.</param>
internal sealed class Planes(Size size) : IDisposable
{
    private Mat? _mat;

    /// <summary><c>byte[Width × Height × 3 / 2]</c>, which stays where it is.</summary>
    public byte[] I420 { get; } = GC.AllocateUninitializedArray<byte>(size.Width * size.Height * 3 / 2, pinned: true);

    /// <summary>The same as OpenCV has it: one channel, <c>Height × 3 / 2</c> rows.</summary>
    public Mat Mat =>
        _mat ??= Mat.FromPixelData(size.Height * 3 / 2, size.Width, MatType.CV_8UC1, Marshal.UnsafeAddrOfPinnedArrayElement(I420, 0));

    /// <inheritdoc/>
    public void Dispose() => _mat?.Dispose();
}
