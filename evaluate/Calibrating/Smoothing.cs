using System.Numerics.Tensors;

namespace Analytics.Evaluate.Calibrating;

/// <summary>Densities and monotone curves.</summary>
internal static class Smoothing
{
    private const int Reach = 5; // standard deviations
    private const double Least = 1e-12;

    /// <summary>The density of a mass over the bins of similarity, smoothed by a Gaussian kernel.</summary>
    /// <param name="mass">Of each bin, 1 together.</param>
    /// <param name="bandwidth">The kernel's standard deviation, in similarity.</param>
    public static double[] Density(double[] mass, double bandwidth)
    {
        var width = 2.0 / SimilarityBins.Count;
        var reach = (int)(Reach * bandwidth / width);
        var kernel = Enumerable.Range(-reach, 2 * reach + 1).Select(step => Math.Exp(-0.5 * Math.Pow(step * width / bandwidth, 2)))
            .ToArray();
        var norm = kernel.Sum() * width;
        var density = new double[mass.Length];
        Array.Fill(density, Least);
        for (var bin = 0; bin < mass.Length; bin++)
        {
            if (mass[bin] > 0)
            {
                var from = Math.Max(0, bin - reach);
                var target = density.AsSpan(from..Math.Min(mass.Length, bin + reach + 1));
                TensorPrimitives.MultiplyAdd(kernel.AsSpan(from - bin + reach, target.Length), mass[bin] / norm, target, target);
            }
        }

        return density;
    }

    /// <summary>
    /// The nearest curve that never falls: pooled adjacent violators (Ayer et al., Annals of Mathematical Statistics 26, 1955).
    /// </summary>
    public static double[] Monotone(IReadOnlyList<double> values, IReadOnlyList<double> weights)
    {
        List<(double Value, double Weight, int Count)> pools = [];
        for (var i = 0; i < values.Count; i++)
        {
            pools.Add((values[i], weights[i], 1));
            while (pools.Count > 1 && pools[^2].Value > pools[^1].Value)
            {
                var (left, right) = (pools[^2], pools[^1]);
                var weight = left.Weight + right.Weight;
                pools.RemoveRange(pools.Count - 2, 2);
                pools.Add(((left.Value * left.Weight + right.Value * right.Weight) / weight, weight, left.Count + right.Count));
            }
        }

        return [.. pools.SelectMany(pool => Enumerable.Repeat(pool.Value, pool.Count))];
    }
}
