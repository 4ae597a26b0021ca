namespace Analytics.Evaluate.Synthetic;

/// <summary>How numbers are spread.</summary>
/// <param name="Count">How many values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="P5">Five in a hundred are smaller.</param>
/// <param name="P999">One in a thousand is larger.</param>
/// <param name="Largest">The largest.</param>
public sealed record Spread(int Count, double Mean, double Deviation, double P5, double P999, double Largest)
{
    /// <summary>Of <paramref name="values"/>, which are put in order; zeros where there are none.</summary>
    public static Spread Of(float[] values)
    {
        if (values.Length == 0)
        {
            return new Spread(0, 0, 0, 0, 0, 0);
        }

        Array.Sort(values);
        double sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += value;
            squares += (double)value * value;
        }

        var mean = sum / values.Length;
        double At(double share) => Math.Round(values[Math.Min(values.Length - 1, (int)(share * values.Length))], 4);
        return new Spread(
            values.Length, Math.Round(mean, 4), Math.Round(Math.Sqrt(Math.Max(0, squares / values.Length - mean * mean)), 4), At(0.05),
            At(0.999), At(1));
    }
}
