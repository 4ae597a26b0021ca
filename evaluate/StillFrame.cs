using Analytics.Contracts;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Pictures;
using OpenCvSharp;

namespace Analytics.Evaluate;

/// <summary>Lays still pictures into frames: what is measured then is the planar form in which a camera's pictures come.</summary>
public static class StillFrame
{
    /// <summary>The picture of a file, never scaled: boxes may be known in its pixels.</summary>
    /// <param name="path">A JPEG, PNG or WebP.</param>
    /// <param name="pool">Lends the frame; dispose it.</param>
    /// <param name="margin">How much black is laid around the picture, as a share of its sides.</param>
    /// <exception cref="FailureException">It cannot be read: says which and why.</exception>
    public static Frame Read(string path, FramePool pool, float margin = 0)
    {
        using var read = PictureFile.Read(path, longSide: int.MaxValue);
        var (x, y) = ((int)(read.Cols * margin), (int)(read.Rows * margin));
        using var picture = new Mat();
        Cv2.CopyMakeBorder(read, picture, y, y, x, x, BorderTypes.Constant, Scalar.Black);
        return Of(picture, pool);
    }

    /// <summary>The picture, 8-bit BGR. A frame's sides are even: the last row or column of an odd one stands there twice.</summary>
    public static Frame Of(Mat picture, FramePool pool)
    {
        var (right, bottom) = (picture.Cols % 2, picture.Rows % 2);
        using var even = new Mat();
        Cv2.CopyMakeBorder(picture, even, 0, bottom, 0, right, BorderTypes.Replicate);
        var frame = pool.Rent(even.Cols, even.Rows);
        Cv2.CvtColor(even, frame.Planar, ColorConversionCodes.BGR2YUV_I420);
        return frame;
    }
}
