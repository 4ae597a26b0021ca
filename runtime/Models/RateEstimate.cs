namespace Analytics.Runtime.Models;

/// <summary>A rate with its limits (95 %), and whether it was observed.</summary>
/// <param name="Value">The estimate, 0 to 1.</param>
public readonly record struct RateEstimate(double Value)
{
    private const double DecibansPerDecade = 10;

    /// <summary>The lower limit; the estimate itself where no limits are known.</summary>
    public double Lower { get; init; } = Value;

    /// <summary>The upper limit; the estimate itself where no limits are known.</summary>
    public double Upper { get; init; } = Value;

    /// <summary>Whether it comes from a model of the tail, beyond what was observed.</summary>
    public bool Extrapolated { get; init; }

    /// <summary>Whether it is the lowest rate that is claimed: the true one may be lower, and nobody knows by how much.</summary>
    public bool AtFloor { get; init; }

    /// <summary>−10·log10 of the rate: 40 is one in ten thousand.</summary>
    public double Score => -DecibansPerDecade * Math.Log10(Value);

    /// <summary>The rate and its limits, each mapped by a function that grows.</summary>
    public RateEstimate Map(Func<double, double> grows)
    {
        ArgumentNullException.ThrowIfNull(grows);
        return this with { Value = grows(Value), Lower = grows(Lower), Upper = grows(Upper) };
    }
}
