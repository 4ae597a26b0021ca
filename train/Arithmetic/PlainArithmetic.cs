namespace Analytics.Train.Arithmetic;

/// <summary>Plain loops over 64-bit numbers: slow, and right on every processor.</summary>
internal sealed class PlainArithmetic : IArithmetic
{
    /// <inheritdoc/>
    public Worked Work(Problem problem, float[] left, float[] right, float[] pull)
    {
        var sums = new Sums(left, right, pull);
        switch (problem)
        {
            case Convolution convolution:
                Convolve(convolution, sums);
                break;
            case Product product:
                Multiply(product, sums);
                break;
            default:
                throw new ArgumentException($"{problem} is not a known problem.", nameof(problem));
        }

        return sums.Worked;
    }

    private static void Multiply(Product product, Sums sums)
    {
        var (rows, inner, columns) = ((int)product.Rows, (int)product.Inner, (int)product.Columns);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                for (var i = 0; i < inner; i++)
                {
                    sums.Add(row * columns + column, row * inner + i, i * columns + column);
                }
            }
        }
    }

    private static void Convolve(Convolution problem, Sums sums)
    {
        var (side, result) = ((int)problem.Side, (int)problem.ResultSide);
        var (inputs, outputs) = ((int)problem.Shape.Inputs, (int)problem.Shape.Outputs);
        var (kernel, groups) = ((int)problem.Shape.Kernel, (int)problem.Shape.Groups);
        var (stride, padding) = ((int)problem.Shape.Stride, (int)problem.Shape.Padding);
        var (inGroup, outGroup) = (inputs / groups, outputs / groups);
        for (var map = 0; map < problem.Batch * outputs; map++)
        {
            var (picture, output) = Math.DivRem(map, outputs);
            for (var channel = 0; channel < inGroup; channel++)
            {
                var input = (picture * inputs + output / outGroup * inGroup + channel) * side * side;
                for (var tap = 0; tap < kernel * kernel; tap++)
                {
                    var weight = (output * inGroup + channel) * kernel * kernel + tap;
                    for (var row = 0; row < result; row++)
                    {
                        var y = row * stride + tap / kernel - padding;
                        for (var (column, x) = (0, tap % kernel - padding); (uint)y < (uint)side && column < result; column++, x += stride)
                        {
                            if ((uint)x < (uint)side)
                            {
                                sums.Add((map * result + row) * result + column, input + y * side + x, weight);
                            }
                        }
                    }
                }
            }
        }
    }

    private sealed class Sums(float[] left, float[] right, float[] pull)
    {
        private readonly double[] _answer = new double[pull.Length];
        private readonly double[] _left = new double[left.Length];
        private readonly double[] _right = new double[right.Length];

        public Worked Worked => new(Single(_answer), Single(_left), Single(_right));

        // One product of the answer, and what it adds to the gradients of its factors.
        public void Add(int answer, int l, int r)
        {
            double pulled = pull[answer];
            _answer[answer] += (double)left[l] * right[r];
            _left[l] += pulled * right[r];
            _right[r] += pulled * left[l];
        }

        private static float[] Single(double[] sums) => Array.ConvertAll(sums, sum => (float)sum);
    }
}
