namespace Analytics.Evaluate.Calibrating;

/// <summary>A generalised Pareto distribution of exceedances, beside a share that is genuine.</summary>
/// <param name="Shape">ξ.</param>
/// <param name="Scale">σ.</param>
/// <param name="Genuine">The share of the exceedances that follows the genuine distribution: one person under two names.</param>
internal readonly record struct ParetoTail(double Shape, double Scale, double Genuine)
{
    private const double Straight = 1e-6;
    private const int Steps = 220;

    /// <summary>The share of the other exceedances that exceeds the threshold by more than <paramref name="excess"/>.</summary>
    public double Survival(double excess) => Math.Abs(Shape) < Straight
        ? Math.Exp(-excess / Scale)
        : Math.Pow(Math.Max(0, 1 + Shape * excess / Scale), -1 / Shape);

    /// <summary>Their density at <paramref name="excess"/>.</summary>
    public double Density(double excess) => Math.Abs(Shape) < Straight
        ? Math.Exp(-excess / Scale) / Scale
        : Math.Pow(Math.Max(0, 1 + Shape * excess / Scale), -1 / Shape - 1) / Scale;

    /// <summary>The mixture of highest likelihood.</summary>
    /// <param name="excesses">Over the threshold, 0 or more.</param>
    /// <param name="weights">The weight of each.</param>
    /// <param name="genuine">The density of genuine pairs at each, given that they exceed the threshold.</param>
    public static ParetoTail Fit(ReadOnlySpan<double> excesses, ReadOnlySpan<double> weights, ReadOnlySpan<double> genuine)
    {
        double sum = 0, total = 0;
        for (var i = 0; i < excesses.Length; i++)
        {
            sum += weights[i] * excesses[i];
            total += weights[i];
        }

        var (x, w, g) = (excesses.ToArray(), weights.ToArray(), genuine.ToArray());
        double Misfit(double[] at)
        {
            var tail = Of(at);
            var misfit = 0.0;
            for (var i = 0; i < x.Length; i++)
            {
                if (w[i] > 0)
                {
                    misfit -= w[i] * Math.Log(Math.Max(double.Epsilon, (1 - tail.Genuine) * tail.Density(x[i]) + tail.Genuine * g[i]));
                }
            }

            return misfit;
        }

        return Of(Simplex.Minimum(Misfit, [0, Math.Log(sum / total), Math.Log(0.01)], [0.1, 0.2, 1], Steps));
    }

    private static ParetoTail Of(double[] at) => new(at[0], Math.Exp(at[1]), 1 / (1 + Math.Exp(-at[2])));
}
