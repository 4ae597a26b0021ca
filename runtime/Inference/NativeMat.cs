using OpenCvSharp;
using OpenCvSharp.Internal;

namespace Analytics.Runtime.Inference;

/// <summary>
/// OpenCV calls of the steady state. The binding wraps every argument in a managed object with a finaliser; these go to the same
/// native functions and allocate nothing on the managed heap.
/// </summary>
public static class NativeMat
{
    // Cameras and the workers of the models share out the cores; threads of OpenCV would only take them from each other, and wait spinning.
    static NativeMat() => Cv2.SetNumThreads(1);

    /// <summary>
    /// Scales <paramref name="source"/> to <paramref name="size"/>, bilinear; <paramref name="target"/> keeps its memory where it fits.
    /// </summary>
    /// <exception cref="OpenCVException">The source is empty.</exception>
    public static void Resize(Mat source, Mat target, Size size, InterpolationFlags interpolation = InterpolationFlags.Linear)
    {
        using var from = NativeArray.Input(source.CvPtr);
        using var to = NativeArray.Output(target.CvPtr);
        NativeMethods.HandleException(NativeMethods.imgproc_resize(from.Pointer, to.Pointer, size, 0, 0, (int)interpolation));
        GC.KeepAlive(source);
        GC.KeepAlive(target);
    }

    /// <summary>Scales a plane of bytes, bilinear, from memory to memory.</summary>
    /// <param name="source"><c>byte[size.Height, size.Width]</c>.</param>
    /// <param name="size">Of the source.</param>
    /// <param name="target"><c>byte[targetSize.Height, targetSize.Width]</c>.</param>
    /// <param name="targetSize">Of the target.</param>
    internal static unsafe void ResizePlane(byte* source, Size size, byte* target, Size targetSize)
    {
        using var from = NativePlane.Of(source, size);
        using var to = NativePlane.Of(target, targetSize);
        using var input = NativeArray.Input(from.Mat);
        using var output = NativeArray.Output(to.Mat);
        NativeMethods.HandleException(
            NativeMethods.imgproc_resize(input.Pointer, output.Pointer, targetSize, 0, 0, (int)InterpolationFlags.Linear));
    }

    /// <summary>Converts between kinds of pixels; <paramref name="target"/> keeps its memory where it fits.</summary>
    /// <exception cref="OpenCVException">The source is empty or not of the kind that <paramref name="conversion"/> takes.</exception>
    public static void Convert(Mat source, Mat target, ColorConversionCodes conversion)
    {
        using var from = NativeArray.Input(source.CvPtr);
        using var to = NativeArray.Output(target.CvPtr);
        NativeMethods.HandleException(NativeMethods.imgproc_cvtColor(from.Pointer, to.Pointer, (int)conversion, 0));
        GC.KeepAlive(source);
        GC.KeepAlive(target);
    }

    /// <summary>
    /// Warps <paramref name="source"/> to <paramref name="size"/> by the 2×3 matrix <paramref name="transform"/> (row by row, source
    /// to target), bilinear; what lies outside the source is black.
    /// </summary>
    /// <exception cref="OpenCVException">The source is empty.</exception>
    public static unsafe void WarpAffine(Mat source, Mat target, ReadOnlySpan<double> transform, Size size)
    {
        fixed (double* data = transform)
        {
            NativeMethods.HandleException(
                NativeMethods.core_Mat_new8(2, 3, MatType.CV_64FC1, (nint)data, 0, out var matrix));
            using var from = NativeArray.Input(source.CvPtr);
            using var to = NativeArray.Output(target.CvPtr);
            using var by = NativeArray.Input(matrix);
            var status = NativeMethods.imgproc_warpAffine(
                from.Pointer, to.Pointer, by.Pointer, size, (int)InterpolationFlags.Linear, (int)BorderTypes.Constant, default);
            NativeMethods.HandleException(NativeMethods.core_Mat_delete(matrix));
            NativeMethods.HandleException(status);
        }

        GC.KeepAlive(source);
        GC.KeepAlive(target);
    }

    /// <summary>A header over memory that somebody else owns.</summary>
    private readonly ref struct NativePlane
    {
        private NativePlane(nint mat) => Mat = mat;

        public nint Mat { get; }

        public static unsafe NativePlane Of(byte* data, Size size)
        {
            NativeMethods.HandleException(
                NativeMethods.core_Mat_new8(size.Height, size.Width, MatType.CV_8UC1, (nint)data, 0, out var mat));
            return new NativePlane(mat);
        }

        public void Dispose() => NativeMethods.HandleException(NativeMethods.core_Mat_delete(Mat));
    }

    private readonly ref struct NativeArray
    {
        private readonly bool _output;

        private NativeArray(nint pointer, bool output)
        {
            Pointer = pointer;
            _output = output;
        }

        public nint Pointer { get; }

        public static NativeArray Input(nint mat)
        {
            NativeMethods.HandleException(NativeMethods.core_InputArray_new_byMat(mat, out var pointer));
            return new NativeArray(pointer, output: false);
        }

        public static NativeArray Output(nint mat)
        {
            NativeMethods.HandleException(NativeMethods.core_OutputArray_new_byMat(mat, out var pointer));
            return new NativeArray(pointer, output: true);
        }

        public void Dispose() => NativeMethods.HandleException(
            _output ? NativeMethods.core_OutputArray_delete(Pointer) : NativeMethods.core_InputArray_delete(Pointer));
    }
}
