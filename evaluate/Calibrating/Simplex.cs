namespace Analytics.Evaluate.Calibrating;

/// <summary>
/// The method of Nelder and Mead ("A simplex method for function minimization", The Computer Journal 7, 1965): finds where a function is
/// least by its values alone. In n dimensions a simplex of n + 1 corners moves downhill. Each step reflects the worst corner in the centre
/// of the others; goes twice as far where that is the best value yet; goes half as far, or half-way to the centre, where it is no better
/// than the second-worst; and draws all corners half-way to the best where nothing helps. It finds a local minimum.
/// </summary>
internal static class Simplex
{
    /// <summary>The best corner after all steps.</summary>
    /// <param name="function">What is to be least.</param>
    /// <param name="start">The first corner.</param>
    /// <param name="step">How far another corner lies from the first, along each axis.</param>
    /// <param name="steps">How many steps are taken; there is no other end.</param>
    public static double[] Minimum(Func<double[], double> function, double[] start, double[] step, int steps)
    {
        var corners = new List<(double[] At, double Value)> { (start, function(start)) };
        for (var i = 0; i < start.Length; i++)
        {
            var corner = start.ToArray();
            corner[i] += step[i];
            corners.Add((corner, function(corner)));
        }

        for (var n = 0; n < steps; n++)
        {
            corners.Sort((left, right) => left.Value.CompareTo(right.Value));
            var worst = corners[^1];
            double[] Towards(double factor) =>
                [.. Enumerable.Range(0, start.Length).Select(i =>
                {
                    var middle = corners.Take(start.Length).Average(corner => corner.At[i]);
                    return middle + factor * (worst.At[i] - middle);
                })];
            var reflected = Evaluate(Towards(-1));
            if (reflected.Value < corners[0].Value)
            {
                var expanded = Evaluate(Towards(-2));
                corners[^1] = expanded.Value < reflected.Value ? expanded : reflected;
            }
            else if (reflected.Value < corners[^2].Value)
            {
                corners[^1] = reflected;
            }
            else if (Evaluate(Towards(reflected.Value < worst.Value ? -0.5 : 0.5)) is var inner
                && inner.Value < Math.Min(worst.Value, reflected.Value))
            {
                corners[^1] = inner;
            }
            else
            {
                for (var i = 1; i < corners.Count; i++)
                {
                    corners[i] = Evaluate([.. corners[i].At.Zip(corners[0].At, (at, best) => (at + best) / 2)]);
                }
            }
        }

        return corners.MinBy(corner => corner.Value).At;

        (double[] At, double Value) Evaluate(double[] at) => (at, function(at));
    }
}
