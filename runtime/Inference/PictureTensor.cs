using System.Runtime.Intrinsics;
using Analytics.Runtime.Models;
using OpenCvSharp;

namespace Analytics.Runtime.Inference;

/// <summary>Turns 8-bit BGR pictures into the planes of a model's input.</summary>
public static class PictureTensor
{
    /// <summary>
    /// Writes <paramref name="picture"/> (8-bit BGR) to the top left of <paramref name="planes"/>,
    /// <c>float[3, height, width]</c>, as <c>(value − mean) × scale</c>; the rest becomes what black would.
    /// </summary>
    /// <exception cref="ArgumentException">The picture is not 8-bit BGR, or larger than the planes.</exception>
    public static unsafe void Write(Mat picture, ModelInput input, Span<float> planes, int height, int width)
    {
        var (rows, columns) = (picture.Rows, picture.Cols);
        if (picture.Type() != MatType.CV_8UC3 || rows > height || columns > width || planes.Length != 3 * height * width)
        {
            throw new ArgumentException(
                $"A picture of {columns} × {rows}, {picture.Type()}, does not go into planes of {width} × {height}.", nameof(picture));
        }

        // Where the blue, green and red values go.
        var rgb = input.Colour == ColourOrder.Rgb;
        var plane = height * width;
        Span<int> offset = [rgb ? 2 * plane : 0, plane, rgb ? 0 : 2 * plane];
        Span<float> mean = [input.Mean[rgb ? 2 : 0], input.Mean[1], input.Mean[rgb ? 0 : 2]];
        Span<float> scale = [input.Scale[rgb ? 2 : 0], input.Scale[1], input.Scale[rgb ? 0 : 2]];
        var data = (byte*)picture.Data;
        var step = picture.Step();
        for (var y = 0; y < rows; y++)
        {
            WriteRow(new ReadOnlySpan<byte>(data + y * step, columns * 3), planes, y * width, offset, mean, scale);
        }

        for (var channel = 0; channel < 3; channel++)
        {
            var black = -mean[channel] * scale[channel];
            var target = planes.Slice(offset[channel], plane);
            for (var y = 0; columns < width && y < rows; y++)
            {
                target[(y * width + columns)..((y + 1) * width)].Fill(black);
            }

            target[(rows * width)..].Fill(black);
        }

        GC.KeepAlive(picture);
    }

    private static void WriteRow(
        ReadOnlySpan<byte> bgr, Span<float> planes, int start, ReadOnlySpan<int> offset, ReadOnlySpan<float> mean,
        ReadOnlySpan<float> scale)
    {
        var columns = bgr.Length / 3;
        var blue = planes.Slice(offset[0] + start, columns);
        var green = planes.Slice(offset[1] + start, columns);
        var red = planes.Slice(offset[2] + start, columns);
        var x = 0;
        for (; Vector128.IsHardwareAccelerated && x <= columns - 16; x += 16)
        {
            // 16 pixels are three registers; each shuffle takes the bytes of one colour, the rest becomes 0.
            var first = Vector128.Create(bgr.Slice(3 * x, 16));
            var second = Vector128.Create(bgr.Slice(3 * x + 16, 16));
            var third = Vector128.Create(bgr.Slice(3 * x + 32, 16));
            Store(
                Vector128.Shuffle(first, Vector128.Create((byte)0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(second, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(third, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 4, 7, 10, 13)),
                mean[0], scale[0], blue[x..]);
            Store(
                Vector128.Shuffle(first, Vector128.Create((byte)1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(second, Vector128.Create((byte)255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(third, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14)),
                mean[1], scale[1], green[x..]);
            Store(
                Vector128.Shuffle(first, Vector128.Create((byte)2, 5, 8, 11, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(second, Vector128.Create((byte)255, 255, 255, 255, 255, 1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(third, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15)),
                mean[2], scale[2], red[x..]);
        }

        for (; x < columns; x++)
        {
            blue[x] = (bgr[3 * x] - mean[0]) * scale[0];
            green[x] = (bgr[3 * x + 1] - mean[1]) * scale[1];
            red[x] = (bgr[3 * x + 2] - mean[2]) * scale[2];
        }
    }

    private static void Store(Vector128<byte> values, float mean, float scale, Span<float> target)
    {
        var (low, high) = Vector128.Widen(values);
        var (mean4, scale4) = (Vector128.Create(mean), Vector128.Create(scale));
        Store4(Vector128.WidenLower(low), mean4, scale4, target);
        Store4(Vector128.WidenUpper(low), mean4, scale4, target[4..]);
        Store4(Vector128.WidenLower(high), mean4, scale4, target[8..]);
        Store4(Vector128.WidenUpper(high), mean4, scale4, target[12..]);
    }

    private static void Store4(Vector128<uint> values, Vector128<float> mean, Vector128<float> scale, Span<float> target) =>
        ((Vector128.ConvertToSingle(values.AsInt32()) - mean) * scale).CopyTo(target);
}
