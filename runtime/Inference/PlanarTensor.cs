using System.Numerics;
using System.Runtime.CompilerServices;
using Analytics.Runtime.Models;
using OpenCvSharp;

namespace Analytics.Runtime.Inference;

/// <summary>
/// Turns planar YUV 4:2:0 pictures (BT.601, limited range) into the planes of a model's input. Each plane is scaled by itself and only
/// the pixels that the model sees become BGR: a third of the work of converting the whole picture first.
/// </summary>
public static class PlanarTensor
{
    // ITU-R BT.601: what a level of luma, of U and of V is worth in blue, green and red.
    private const float Luma = 1.164f;
    private const float BlueOfU = 2.018f;
    private const float GreenOfU = -0.391f;
    private const float GreenOfV = -0.813f;
    private const float RedOfV = 1.596f;
    private const float Black = 16;
    private const float Grey = 128;

    /// <summary>The size of the picture that a planar one shows.</summary>
    /// <param name="planar"><c>byte[3/2 × height, width]</c>: the planes Y, U and V below each other.</param>
    public static Size SizeOf(Mat planar) => new(planar.Cols, planar.Rows / 3 * 2);

    /// <summary>
    /// Writes <paramref name="planar"/>, scaled to <paramref name="content"/> (bilinear), to the top left of <paramref name="planes"/>,
    /// <c>float[3, height, width]</c>, as <c>(value − mean) × scale</c>; the rest becomes what black would.
    /// </summary>
    /// <param name="planar"><c>byte[3/2 × height, width]</c>: the planes Y, U and V below each other, both sides of the picture
    /// even.</param>
    /// <param name="content">The size of the picture within the input.</param>
    /// <param name="scratch">Holds the scaled planes; keeps its memory where it fits.</param>
    /// <param name="input">Order of colours and normalisation.</param>
    /// <param name="planes">The input of one picture.</param>
    /// <param name="height">Pixels down of the input.</param>
    /// <param name="width">Pixels across of the input.</param>
    /// <exception cref="ArgumentException">The picture has another form, or does not fit.</exception>
    public static unsafe void Write(Mat planar, Size content, Mat scratch, ModelInput input, Span<float> planes, int height, int width)
    {
        var size = SizeOf(planar);
        if (planar.Type() != MatType.CV_8UC1 || planar.Rows % 3 != 0 || (size.Width | size.Height) % 2 != 0 || !planar.IsContinuous()
            || content.Width > width || content.Height > height || planes.Length != 3 * height * width)
        {
            throw new ArgumentException(
                $"A planar picture of {planar.Cols} × {planar.Rows}, {planar.Type()}, does not go into planes of {width} × {height}.",
                nameof(planar));
        }

        scratch.Create(3 * content.Height, content.Width, MatType.CV_8UC1);
        var half = new Size(size.Width / 2, size.Height / 2);
        var (luma, chroma, scaled) = (size.Width * size.Height, half.Width * half.Height, content.Width * content.Height);
        var y = Scale((byte*)planar.Data, size, (byte*)scratch.Data, content);
        var u = Scale((byte*)planar.Data + luma, half, (byte*)scratch.Data + scaled, content);
        var v = Scale((byte*)planar.Data + luma + chroma, half, (byte*)scratch.Data + 2 * scaled, content);
        var colours = new Colours(input, planes, height * width);
        for (var row = 0; row < content.Height; row++)
        {
            var (from, to) = (row * content.Width, row * width);
            colours.Write(y + from, u + from, v + from, content.Width, to);
            colours.Blacken(to + content.Width, width - content.Width);
        }

        colours.Blacken(content.Height * width, (height - content.Height) * width);
        GC.KeepAlive(planar);
        GC.KeepAlive(scratch);
    }

    private static unsafe byte* Scale(byte* plane, Size size, byte* target, Size content)
    {
        if (size == content)
        {
            return plane;
        }

        NativeMat.ResizePlane(plane, size, target, content);
        return target;
    }

    /// <summary>The three planes of the input, in the model's order and normalisation.</summary>
    private readonly ref struct Colours
    {
        private readonly Channel _blue;
        private readonly Channel _green;
        private readonly Channel _red;

        public Colours(ModelInput input, Span<float> planes, int plane)
        {
            var (blue, red) = input.Colour == ColourOrder.Rgb ? (2, 0) : (0, 2);
            _blue = new Channel(planes.Slice(blue * plane, plane), BlueOfU, 0, input.Mean[blue], input.Scale[blue]);
            _green = new Channel(planes.Slice(plane, plane), GreenOfU, GreenOfV, input.Mean[1], input.Scale[1]);
            _red = new Channel(planes.Slice(red * plane, plane), 0, RedOfV, input.Mean[red], input.Scale[red]);
        }

        public void Blacken(int start, int count)
        {
            _blue.Blacken(start, count);
            _green.Blacken(start, count);
            _red.Blacken(start, count);
        }

        public unsafe void Write(byte* y, byte* u, byte* v, int count, int at)
        {
            var x = 0;
            for (; x <= count - Vector<byte>.Count; x += Vector<byte>.Count)
            {
                Vector.Widen(Vector.Load(y + x), out var y0, out var y1);
                Vector.Widen(Vector.Load(u + x), out var u0, out var u1);
                Vector.Widen(Vector.Load(v + x), out var v0, out var v1);
                Write(y0, u0, v0, at + x);
                Write(y1, u1, v1, at + x + Vector<ushort>.Count);
            }

            for (; x < count; x++)
            {
                _blue.Write(y[x], u[x], v[x], at + x);
                _green.Write(y[x], u[x], v[x], at + x);
                _red.Write(y[x], u[x], v[x], at + x);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Write(Vector<ushort> y, Vector<ushort> u, Vector<ushort> v, int at)
        {
            Vector.Widen(y, out var y0, out var y1);
            Vector.Widen(u, out var u0, out var u1);
            Vector.Widen(v, out var v0, out var v1);
            Write(Single(y0), Single(u0), Single(v0), at);
            Write(Single(y1), Single(u1), Single(v1), at + Vector<float>.Count);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Write(Vector<float> y, Vector<float> u, Vector<float> v, int at)
        {
            y = Vector.Max(y, new Vector<float>(Black));
            _blue.Write(y, u, v, at);
            _green.Write(y, u, v, at);
            _red.Write(y, u, v, at);
        }

        private static Vector<float> Single(Vector<uint> value) => Vector.ConvertToSingle(value.As<uint, int>());
    }

    /// <summary>One plane of the input: a weighted sum of the three, normalised, and cut to where 0 and 255 of the colour lie.</summary>
    private readonly ref struct Channel(Span<float> plane, float ofU, float ofV, float mean, float scale)
    {
        private readonly Span<float> _plane = plane;
        private readonly float _luma = Luma * scale;
        private readonly float _ofU = ofU * scale;
        private readonly float _ofV = ofV * scale;
        private readonly float _offset = -(Luma * Black + (ofU + ofV) * Grey + mean) * scale;
        private readonly float _least = Math.Min(-mean * scale, (255 - mean) * scale);
        private readonly float _most = Math.Max(-mean * scale, (255 - mean) * scale);
        private readonly float _black = -mean * scale;

        public void Blacken(int start, int count) => _plane.Slice(start, count).Fill(_black);

        public void Write(byte y, byte u, byte v, int at) =>
            _plane[at] = Math.Clamp(_offset + _luma * Math.Max(y, Black) + _ofU * u + _ofV * v, _least, _most);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(Vector<float> y, Vector<float> u, Vector<float> v, int at)
        {
            var value = Vector.MultiplyAddEstimate(y, new Vector<float>(_luma), new Vector<float>(_offset));
            value = Vector.MultiplyAddEstimate(u, new Vector<float>(_ofU), value);
            value = Vector.MultiplyAddEstimate(v, new Vector<float>(_ofV), value);
            Vector.Min(Vector.Max(value, new Vector<float>(_least)), new Vector<float>(_most)).CopyTo(_plane[at..]);
        }
    }
}
